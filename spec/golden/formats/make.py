# Writes the fixtures of this folder with Python, NumPy and PyTorch (3.11, 1.24, 1.13): python3
# make.py, in this folder. The .safetensors file is written from the description of the format.
import csv, gzip, json, struct
import numpy as np
import torch

torch.manual_seed(1)
net = torch.nn.Sequential(
    torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.ReLU(),
    torch.nn.Sequential(torch.nn.Flatten(2), torch.nn.Conv1d(3, 2, 3)),
    torch.nn.Flatten(), torch.nn.Linear(14, 4))
images = torch.randn(5, 2, 5, 5)
for _ in range(3):
    net(images)
net.eval()

head, body = {'__metadata__': {'format': 'pt'}}, b''
names = {np.dtype('f4'): 'F32', np.dtype('i8'): 'I64'}
for name, tensor in net.state_dict().items():
    array = tensor.numpy()
    content = array.tobytes()
    head[name] = {'dtype': names[array.dtype], 'shape': list(array.shape),
                  'data_offsets': [len(body), len(body) + len(content)]}
    body += content
text = json.dumps(head).encode()
text += b' ' * (-len(text) % 8)
with open('net.safetensors', 'wb') as f:
    f.write(struct.pack('<Q', len(text)) + text + body)
np.savez_compressed('net.npz', input=images.numpy(), output=net(images).detach().numpy(),
                    **{'state.' + k: v.numpy() for k, v in net.state_dict().items()})

np.savez('unsigned.npz', u2=np.array([1, 65535], '<u2'), u2_be=np.array([1, 65535], '>u2'),
         u4=np.array([[0, 2**32 - 1]], '<u4'), u8=np.array([2**62 + 1], '<u8'))
np.save('u8_beyond.npy', np.array([2**63], '<u8'))

rows = [['id', 'say "width"', 'kind', 'note'],
        [1, 5.25, 'setosa', 'a, b'], [2, '', 'virginica', 'two\nlines'],
        [3, -1e-3, 'setosa', 'a "word"'], [4, 4, 'lily', '']]
with open('table.csv', 'w', newline='') as f:
    csv.writer(f).writerows(rows)
with gzip.GzipFile('table.tsv.gz', 'wb', mtime=0) as f:
    f.write(b'x\tkind\n1\tcat\n\tdog\n3\tcat\n')

# IDX, big-endian, and CIFAR-10's records, packed.
shorts = (np.arange(24) * 1000 - 12000).reshape(2, 3, 4)
with gzip.GzipFile('shorts.idx.gz', 'wb', mtime=0) as f:
    f.write(bytes([0, 0, 0x0B, 3]) + np.array(shorts.shape, '>u4').tobytes()
            + shorts.astype('>i2').tobytes())
pictures = (np.arange(2 * 3 * 32 * 32) // 32).astype('u1').reshape(2, 3, 32, 32)
with gzip.GzipFile('cifar.bin.gz', 'wb', mtime=0) as f:
    for label, picture in zip([7, 0], pictures):
        f.write(bytes([label]) + picture.tobytes())
