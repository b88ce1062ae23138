--- The package image: pictures as tensors. Sets the global `image`, with the names of Torch7's
-- package of that name.
--
-- A picture is a tensor channels x height x width, or height x width. Values lie between 0 and 1 in
-- Float- and DoubleTensors and between 0 and 255 in ByteTensors. Places in a picture are x to the
-- right and y downwards. Functions that take [dst,] put their result into that tensor, which gets
-- the size of the result; it may be the source itself. All take tensors of any memory layout.
--
--   local image = require 'image'
--   local photo = image.load('photo.jpg', 3)
--   image.save('small.png', image.scale(photo, '^128'))
--
-- Neighbours: src/image has the decoders and the loops; torch below.
-- @module image

require 'torch'

image = {}

require 'image.files'    -- load, save, compress, decompress, sizes
require 'image.geometry' -- crop, scale, rotate, warp, flip ...
require 'image.color'    -- colour spaces, colour maps
require 'image.kernels'  -- gaussian, laplacian
require 'image.filters'  -- convolve, minmax, lcn, erode, dilate, pyramids
require 'image.draw'     -- text, rectangles, a test card
require 'image.display'  -- grids of pictures, the terminal

return image
