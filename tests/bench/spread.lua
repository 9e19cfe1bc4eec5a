-- Asks for the paths of a file in turn, each thread from a place of its own.
local paths = {}
local at = 0
local threads = 0

function setup(thread)
  thread:set("offset", threads * 7)
  threads = threads + 1
end

function init(args)
  for path in io.lines(args[1]) do
    paths[#paths + 1] = path
  end
  at = offset
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
