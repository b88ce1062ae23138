-- Facula for LuaRocks: `luarocks make rocks/facula-0.1.0-1.rockspec` in a checkout. CMakeLists.txt builds
-- and installs; what a rock has in it is said there. It needs OpenBLAS and zlib, which have other
-- names and places on every system: CMake looks for them and names the package to install, so they
-- are no external_dependencies. The rockspecs here differ in version and source only, a spec checks.
--
-- For LuaJIT: luarocks --lua-version=5.1 make rocks/facula-0.1.0-1.rockspec \
--               LUA=$(which luajit) LUA_INCDIR=$(pkg-config --variable=includedir luajit)
rockspec_format = '3.0'
package = 'facula'
version = '0.1.0-1'
source = { url = 'git+file://.', tag = 'v0.1.0' } -- a checkout: there is no public address yet
description = {
  summary = 'Tensors and neural networks: torch, nn and optim for LuaJIT, Lua 5.1 and Lua 5.4',
  detailed = [[
    Torch7's torch, nn and optim, made anew as one small C library and readable Lua, with the
    companions paths, sys, xlua, gnuplot and image. Needs OpenBLAS and zlib.]],
  license = 'BSD-3-Clause',
}
supported_platforms = { 'unix' }
dependencies = { 'lua >= 5.1, < 5.5' }
build = {
  type = 'cmake',
  variables = {
    CMAKE_BUILD_TYPE = 'Release',
    CMAKE_INSTALL_PREFIX = '$(PREFIX)',
    LUA = '$(LUA)',
    LUA_INCDIR = '$(LUA_INCDIR)',
    LUADIR = '$(LUADIR)',
    LIBDIR = '$(LIBDIR)',
    BINDIR = '$(BINDIR)',
    DOCDIR = '$(PREFIX)/docs',
  },
}
deploy = { wrap_bin_scripts = false } -- the commands start the right Lua by themselves
