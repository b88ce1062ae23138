# Made the pictures in this folder and values.lua, with Pillow 9.4 (libjpeg-turbo 2.1.5) and, where
# Pillow does not write a kind of PNG, with zlib by hand. Run here: python3 make.py
# values.lua: per file its channels, height and width and what Pillow (or, for the PNGs by hand,
# their source) says the samples are, row-major channels x height x width, in hexadecimal digits.
import random
import struct
import zlib

from PIL import Image

random.seed(5)
lines = []


def record(name, channels, height, width, planes, digits=2):
    text = ''.join('%0*x' % (digits, v) for plane in planes for v in plane)
    lines.append("  { name = '%s', channels = %d, height = %d, width = %d, digits = %d,\n"
                 "    values = '%s' }," % (name, channels, height, width, digits, text))


def planes_of(picture):
    bands = picture.split()
    return [list(b.getdata()) for b in bands]


def keep(name, expected):
    planes = planes_of(expected)
    record(name, len(planes), expected.height, expected.width, planes)


def smooth(mode, width, height):
    """A picture without hard edges, so that JPEG keeps it."""
    bands = []
    for c in range(len(Image.new(mode, (1, 1)).getbands())):
        band = Image.new('L', (width, height))
        band.putdata([(40 * c + 9 * x + 5 * y + x * y // 3) % 256
                      for y in range(height) for x in range(width)])
        bands.append(band)
    return Image.merge(mode, bands) if len(bands) > 1 else bands[0]


def noisy(mode, width, height):
    bands = []
    for c in range(len(Image.new(mode, (1, 1)).getbands())):
        band = Image.new('L', (width, height))
        band.putdata([random.randrange(256) for i in range(width * height)])
        bands.append(band)
    return Image.merge(mode, bands) if len(bands) > 1 else bands[0]


# --- PNG by Pillow ---
for mode, name in (('L', 'grey'), ('LA', 'grey-opacity'), ('RGB', 'color'),
                   ('RGBA', 'color-opacity')):
    p = noisy(mode, 7, 5)
    p.save(name + '.png')
    keep(name + '.png', p)
p = noisy('RGB', 9, 6).quantize(11)
p.save('palette.png')
keep('palette.png', p.convert('RGB'))
p.save('palette-opacity.png', transparency=bytes([0, 128, 255, 30]))
keep('palette-opacity.png', Image.open('palette-opacity.png').convert('RGBA'))
p = noisy('L', 11, 5).point(lambda v: 255 * (v > 127)).convert('1')
p.save('bits.png')
keep('bits.png', p.convert('L'))
p = Image.new('I;16', (4, 3))
p.putdata([random.randrange(65536) for i in range(12)])
p.save('grey-16.png')
record('grey-16.png', 1, 3, 4, [list(p.getdata())], 4)


# --- PNG by hand ---
def chunk(kind, data):
    return (struct.pack('>I', len(data)) + kind + data +
            struct.pack('>I', zlib.crc32(kind + data)))


def png(name, width, height, depth, color, interlaced, raw):
    head = struct.pack('>IIBBBBB', width, height, depth, color, 0, 0, interlaced)
    with open(name, 'wb') as f:
        f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) +
                chunk(b'IDAT', zlib.compress(raw, 9)) + chunk(b'IEND', b''))


width, height = 5, 4
rgb = [[[random.randrange(65536) for c in range(3)] for x in range(width)] for y in range(height)]
raw = b''.join(b'\0' + b''.join(struct.pack('>HHH', *v) for v in row) for row in rgb)
png('color-16.png', width, height, 16, 2, 0, raw)
record('color-16.png', 3, height, width,
       [[v[c] for row in rgb for v in row] for c in range(3)], 4)

width, height = 10, 9
rgb = [[[random.randrange(256) for c in range(3)] for x in range(width)] for y in range(height)]
raw = b''
for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                       (1, 0, 2, 2), (0, 1, 1, 2)):  # Adam7
    for y in range(y0, height, dy):
        if x0 < width:
            raw += b'\0' + bytes(v for x in range(x0, width, dx) for v in rgb[y][x])
png('interlaced.png', width, height, 8, 2, 1, raw)
record('interlaced.png', 3, height, width, [[v[c] for row in rgb for v in row] for c in range(3)])

width, height = 7, 3
grey = [[random.randrange(4) for x in range(width)] for y in range(height)]
raw = b''
for row in grey:
    bits = ''.join(format(v, '02b') for v in row).ljust(16, '0')
    raw += b'\0' + int(bits, 2).to_bytes(2, 'big')
png('grey-2.png', width, height, 2, 0, 0, raw)
record('grey-2.png', 1, height, width, [[85 * v for row in grey for v in row]])

# --- JPEG ---
for mode, name, options in (('L', 'grey', {}), ('RGB', 'color', {}),
                            ('RGB', 'whole', {'subsampling': 0, 'quality': 95}),
                            ('RGB', 'progressive', {'progressive': True}),
                            ('RGB', 'coarse', {'subsampling': 2, 'quality': 60})):
    smooth(mode, 19, 18).save(name + '.jpg', **options)
    keep(name + '.jpg', Image.open(name + '.jpg'))
smooth('CMYK', 17, 10).save('cmyk.jpg')
ink = Image.open('cmyk.jpg')
c, m, y, k = planes_of(ink)
record('cmyk.jpg', 3, 10, 17,
       [[((255 - a) * (255 - b) + 127) // 255 for a, b in zip(band, k)] for band in (c, m, y)])
# without the mark of Adobe (APP14), what is stored is ink: here 255 less than before
with open('cmyk.jpg', 'rb') as f:
    stored = f.read()
at = stored.index(b'\xff\xee')
length = int.from_bytes(stored[at + 2:at + 4], 'big')
with open('cmyk-plain.jpg', 'wb') as f:
    f.write(stored[:at] + stored[at + 2 + length:])
record('cmyk-plain.jpg', 3, 10, 17,
       [[(a * b + 127) // 255 for a, b in zip(band, k)] for band in (c, m, y)])

# --- PPM, PGM, PBM ---
for mode, name in (('RGB', 'color.ppm'), ('L', 'grey.pgm')):
    p = noisy(mode, 6, 5)
    p.save(name)
    keep(name, p)
p = noisy('L', 11, 5).point(lambda v: 255 * (v > 127)).convert('1')
p.save('bits.pbm')
keep('bits.pbm', p.convert('L'))

with open('values.lua', 'w') as f:
    f.write('-- What is in the pictures of this folder; made by make.py.\nreturn {\n')
    f.write('\n'.join(lines) + '\n}\n')
