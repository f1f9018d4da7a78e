-- SPDX-License-Identifier: GPL-3.0-or-later
-- What wrk sends: OAUTH_ROW says which row of the table, OAUTH_WORK is a file of "name<TAB>value" lines.
local row = os.getenv("OAUTH_ROW")
local work, tokens, codes = {}, {}, {}
for line in io.lines(os.getenv("OAUTH_WORK")) do
    local name, value = line:match("^(%S+)\t(.*)$")
    if name == "refresh_token" then table.insert(tokens, 1, value) else work[name] = value end
end
local form = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local client = "&client_id=" .. work.client_id .. "&client_secret=" .. (work.client_secret or "")

local function post(path, body) return wrk.format("POST", path, form, body) end

local requests = {
    discovery = function() return wrk.format("GET", work.discovery) end,
    credentials = function() return post(work.token, "grant_type=client_credentials" .. client) end,
    check = function() return wrk.format("GET", "/auth/check", { ["X-ForgeOS-API-Key"] = work.key }) end,
    introspect = function() return post(work.introspect, "token=" .. work.access_token .. client) end,
    -- Each family's newest token is in the list once: two requests never send the same one.
    refresh = function()
        local token = table.remove(tokens)
        if not token then error("more connections than refresh tokens") end
        return post(work.token, "grant_type=refresh_token&refresh_token=" .. token .. client)
    end,
    authorize = function()
        local code = table.remove(codes)
        if code then
            return post(work.token, "grant_type=authorization_code&code=" .. code .. "&code_verifier=" .. work.verifier
                .. "&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback" .. client)
        end
        return wrk.format("GET", work.authorize, { ["Cookie"] = work.cookie })
    end,
}
request = requests[row]

if row == "refresh" then
    response = function(status, headers, body)
        local token = body:match('"refresh_token":"([^"]+)"')
        if token then table.insert(tokens, 1, token) end
    end
elseif row == "authorize" then
    response = function(status, headers, body)
        local location = headers["Location"] or headers["location"]
        local code = location and location:match("[?&]code=([^&]+)")
        if code then table.insert(codes, code) end
    end
end

done = function(summary, latency)
    io.write(string.format("P99_US %d\nSENT %d\nREFUSED %d\n", latency:percentile(99), summary.requests,
        summary.errors.status))
end
