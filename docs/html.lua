-- The manual and the reference as HTML: plain pages with a little CSS that need nothing else.
-- Run by `make docs` from the root of the project, after the reference pages are written:
--
--   luajit docs/html.lua build/docs
--
-- cmark-gfm turns Markdown into HTML (a package of most systems); this adds the frame, anchors of
-- headings and links between pages.

local paths = require 'paths'

local STYLE = [[
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; }
body { padding: 0 1rem 4rem; }
nav { padding: 0.8rem 0; border-bottom: 1px solid #8886; margin-bottom: 1.5rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
a { color: #2a6db0; text-decoration: none; }
a:hover { text-decoration: underline; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.6rem; }
h2 { border-bottom: 1px solid #8884; padding-bottom: 0.2rem; }
code, pre { font: 0.9em/1.45 ui-monospace, monospace; }
pre { background: #8881; border-radius: 4px; padding: 0.7rem 0.9rem; overflow-x: auto; }
:not(pre) > code { background: #8881; border-radius: 3px; padding: 0.1em 0.25em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8885; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
]]

local FRAME = [[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<nav>
%s</nav>
%s</body>
</html>
]]

local function write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- The Markdown files of a folder, sorted.
local function markdown_in(folder)
  local list = {}
  for name in paths.iterfiles(folder) do
    if name:find('%.md$') then list[#list + 1] = folder .. '/' .. name end
  end
  table.sort(list)
  return list
end

-- All pages: path of the Markdown file -> path of the HTML file below the target folder.
local function find_pages()
  local pages, list = {}, { 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md' }
  for _, folder in ipairs { 'docs', 'docs/reference' } do
    for _, path in ipairs(markdown_in(folder)) do list[#list + 1] = path end
  end
  for _, path in ipairs(list) do
    pages[path] = path:gsub('README%.md$', 'index.md'):gsub('%.md$', '.html')
  end
  return pages, list
end

-- 'docs/x.md' as seen from 'docs/reference/y.md': '../x.md'.
local function relative(to, from)
  return ('../'):rep(select(2, from:gsub('/', ''))) .. to
end

-- The path that a link in a page means, from the root of the project.
local function resolved(link, from)
  local path = (from:match('^(.*/)') or '') .. link
  local count
  repeat
    path, count = path:gsub('[^/]+/%.%./', '', 1)
  until count == 0
  return path
end

-- The anchor of a heading, as GitHub makes it: small letters, blanks as dashes, no points.
local function anchor(heading)
  return (heading:gsub('<[^>]*>', ''):gsub('&%w+;', ''):lower():gsub('[^%w%s_-]', '')
    :gsub('%s', '-'))
end

-- Links between pages lead to HTML; links to other files of the project become plain text.
local function relink(html, from, pages)
  return (html:gsub('<a href="([^"]*)"([^>]*)>(.-)</a>', function(link, more, text)
    local target, place = link:match('^([^#]*)(#?.*)$')
    if target == '' or target:find('^%a+:') then return nil end
    local page = pages[resolved(target, from)]
    if not page then return text end
    return ('<a href="%s%s"%s>%s</a>'):format(relative(page, from), place, more, text)
  end))
end

local function navigation(from, pages, list)
  local links = {}
  local function add(path, text)
    if pages[path] then
      links[#links + 1] = ('<a href="%s">%s</a>\n'):format(relative(pages[path], from), text)
    end
  end
  add('README.md', 'Facula')
  for _, path in ipairs(list) do
    local name = path:match('^docs/([^/]+)%.md$')
    if name then add(path, (name:gsub('[-_]', ' '))) end
  end
  add('docs/reference/README.md', 'reference')
  return table.concat(links)
end

-- The HTML of a Markdown file.
local function convert(path)
  local pipe = assert(io.popen("cmark-gfm --unsafe -e table -e strikethrough '" .. path .. "'"))
  local html = pipe:read('*a')
  pipe:close()
  return (html:gsub('<h(%d)>(.-)</h%d>', function(level, heading)
    return ('<h%s id="%s">%s</h%s>'):format(level, anchor(heading), heading, level)
  end))
end

local target = assert(arg[1], 'the folder for the pages is missing')
if not paths.findprogram('cmark-gfm') then
  io.stderr:write('The reference pages are written as Markdown, in docs/reference; HTML needs ',
    'cmark-gfm, which is not installed here; Debian, Ubuntu and Homebrew have it as a package of ',
    'that name.\n')
  os.exit(0)
end

local pages, list = find_pages()
assert(paths.mkdir(target .. '/docs/reference'))
for _, path in ipairs(list) do
  local html = relink(convert(path), path, pages)
  local title = html:match('<h1[^>]*>(.-)</h1>') or path
  write(target .. '/' .. pages[path],
    FRAME:format(title:gsub('<[^>]*>', ''), STYLE, navigation(path, pages, list), html))
end
print(('%d pages in %s; begin with %s/index.html'):format(#list, target, target))
