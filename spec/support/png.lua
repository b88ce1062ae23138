--- PNG files for specs: heads that lie and damaged chunks, with checksums that agree, so that more
-- than the checksum is tested.
local png = {}

local function xor(a, b)
  local result, place = 0, 1
  while a > 0 or b > 0 do
    if a % 2 ~= b % 2 then result = result + place end
    a, b, place = math.floor(a / 2), math.floor(b / 2), place * 2
  end
  return result
end

local TABLE = {}
for byte = 0, 255 do
  local crc = byte
  for _ = 1, 8 do
    local odd = crc % 2 == 1
    crc = math.floor(crc / 2)
    if odd then crc = xor(crc, 3988292384) end
  end
  TABLE[byte] = crc
end

--- The checksum of PNG, CRC-32.
function png.crc32(text)
  local crc = 4294967295
  for i = 1, #text do
    crc = xor(math.floor(crc / 256), TABLE[xor(crc % 256, text:byte(i))])
  end
  return 4294967295 - crc
end

--- A number as four bytes, the highest first.
function png.big_endian(n)
  local digits = {}
  for shift = 24, 0, -8 do digits[#digits + 1] = string.char(math.floor(n / 2 ^ shift) % 256) end
  return table.concat(digits)
end

--- The same bytes with the checksum of each chunk made right, as far as there are chunks.
function png.with_checksums(bytes)
  local parts, at = { bytes:sub(1, 8) }, 9
  while at + 11 <= #bytes do
    local a, b, c, d = bytes:byte(at, at + 3)
    local length = ((a * 256 + b) * 256 + c) * 256 + d
    if at + 11 + length > #bytes then break end
    local content = bytes:sub(at + 4, at + 7 + length)
    parts[#parts + 1] = bytes:sub(at, at + 3) .. content .. png.big_endian(png.crc32(content))
    at = at + 12 + length
  end
  return table.concat(parts) .. bytes:sub(at)
end

--- The same picture with another width and height in its head.
function png.with_size(bytes, width, height)
  return png.with_checksums(bytes:sub(1, 16) .. png.big_endian(width) .. png.big_endian(height) ..
    bytes:sub(25))
end

return png
