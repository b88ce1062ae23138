-- The version of Facula; CMakeLists.txt reads it from here.
return '0.1.0'
