-- A read and a stop for each server in turn, as the limits do: how much the stand-in can do.
local nova, token = os.getenv("WRK_NOVA"), os.getenv("WRK_TOKEN")
local server, stops = 0, false
local read_headers = { ["X-Auth-Token"] = token }
local stop_headers = { ["X-Auth-Token"] = token, ["Content-Type"] = "application/json" }
request = function()
  local path = string.format("%s/servers/00000000-0000-4000-8000-%012x", nova, server % 10000)
  stops = not stops
  if stops then return wrk.format("GET", path, read_headers) end
  server = server + 1
  return wrk.format("POST", path .. "/action", stop_headers, '{"os-stop":{}}')
end
