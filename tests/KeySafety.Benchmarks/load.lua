-- wrk's request generator: GET /authorize with a key drawn at random from a file of values, one a line.
-- The same script drives the bare endpoint, so that what it costs itself is on both sides.

local values = {}

function init(args)
  for line in io.lines(args[1]) do
    values[#values + 1] = line
  end
  math.randomseed(20261123)
end

function request()
  return "GET /authorize?action=documents:search&collection=products HTTP/1.1\r\nHost: localhost\r\nX-TYPESENSE-API-KEY: "
    .. values[math.random(#values)] .. "\r\n\r\n"
end
