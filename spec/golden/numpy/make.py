# Writes the fixtures of this folder with NumPy: python3 make.py, in this folder.
import numpy as np, io
d = './'
for n in ['f8','f4','f2','i8','i4','i2','i1','u1']:
    a=(np.arange(6).reshape(2,3)*7-11)
    a=(a%256 if n=='u1' else a)
    a=a.astype(n)
    if n[0]=='f': a=(a*0.25).astype(n)
    np.save(d+n+'_le.npy',a.astype(a.dtype.newbyteorder('<')))
    if n[1]!='1': np.save(d+n+'_be.npy',a.astype(a.dtype.newbyteorder('>')))
np.save(d+'bool.npy',np.array([[True,False],[False,True]]))
np.save(d+'fortran.npy',np.asfortranarray(np.arange(24,dtype='f4').reshape(2,3,4)))
np.save(d+'scalar.npy',np.array(2.5))
np.save(d+'empty.npy',np.zeros((0,3),'f4'))
np.save(d+'complex.npy',np.zeros(2,'c8'))
np.save(d+'text.npy',np.array(['ab']))
np.save(d+'record.npy',np.zeros(2,[('a','f4')]))
for v in (2,3):
    with open(d+'version%d.npy'%v,'wb') as f: np.lib.format.write_array(f,np.arange(4,dtype='i4'),version=(v,0))
np.savez(d+'stored.npz',a=np.arange(3,dtype='f4'),b=np.arange(4,dtype='i8').reshape(2,2))
np.savez_compressed(d+'deflated.npz',a=np.arange(3,dtype='f4'),b=np.arange(4,dtype='i8').reshape(2,2),big=np.zeros(500))
