# Writes all.safetensors from the description of the format: python3 make.py, in this folder.
import struct, json
d = './'
import numpy as np
vals={'f64':('F64','<f8'),'f32':('F32','<f4'),'f16':('F16','<f2'),'i64':('I64','<i8'),'i32':('I32','<i4'),'i16':('I16','<i2'),'i8':('I8','i1'),'u8':('U8','u1')}
head={'__metadata__':{'format':'pt'}}; body=b''
def put(n,t,shape,b):
    global body
    head[n]={'dtype':t,'shape':shape,'data_offsets':[len(body),len(body)+len(b)]}; body+=b
for n,(t,d_) in vals.items():
    a=(np.arange(6)*3-(0 if n=='u8' else 5))
    if n[0]=='f': a=a*0.25
    put(n,t,[2,3],a.astype(d_).tobytes())
put('bf16','BF16',[3],b''.join(struct.pack('<f',x)[2:] for x in (1.5,-2.0,0.0)))
put('bool','BOOL',[2],b'\1\0')
put('scalar','F32',[],struct.pack('<f',2.5))
put('empty','F32',[0,3],b'')
h=json.dumps(head).encode(); h+=b' '*(-len(h)%8)
open(d+'all.safetensors','wb').write(struct.pack('<Q',len(h))+h+body)
