-- Does an Acme queue keep up? Looks at what waits in it, and at what comes and goes while a program (or a while) runs.

-- Messages that came while the script waits; the queue itself tells when the last of them must have been seen.
local function watch(host, param, arrivals, queue)
  local target = host.target.main()
  if target then
    host.wait_until("1h", function() return not target:alive() end)
  else
    host.wait(param.watch)
  end
  host.wait_until("10s", function() return arrivals.sum() >= queue:change().arrived end)
end

local function sum_of(stream)
  return function()
    local sum = 0
    for _, row in ipairs(stream:rows()) do sum = sum + row.n end
    return sum
  end
end

local function tell_flow(host, param, stream, queue)
  local change, by = queue:change(), {}
  for _, row in ipairs(stream:rows()) do by[row.sender or "unknown"] = row.n end
  if change.arrived > change.gone then
    host.finding {
      kind = "acme.growing", severity = "info", subject = param.queue,
      text = ("%d messages came into '%s' and %d left it"):format(change.arrived, param.queue, change.gone),
      evidence = by,
    }
  end
end

local function tell_depth(host, param)
  local now = host.acmequeue.depth(param.queue)
  if now.messages > 0 and now.oldest and now.oldest > param.age then
    host.finding {
      kind = "acme.backlog", severity = "warning", subject = param.queue,
      text = ("the oldest of %d messages in '%s' has waited longer than %s"):format(now.messages, param.queue,
        host.text.duration(param.age)),
      evidence = { oldest = now.oldest, messages = now.messages, size = now.size },
      advice = "see whether the consumers of the queue run",
    }
  end
end

local function messages(n) return n == 1 and "1 message" or n .. " messages" end

local function tell_failing(host, param)
  local worst = host.acmequeue.messages(param.queue):where { attempts = { ">=", param.attempts } }
                  :group { "sender" }:get { n = "count", most = "max attempts" }:top(10, "n")
  for _, row in ipairs(worst:rows()) do
    host.finding {
      kind = "acme.failing", severity = "error", subject = param.queue .. "/" .. row.sender, class = "external",
      text = ("%s of %s in '%s' failed %d times or more"):format(messages(row.n), row.sender, param.queue, param.attempts),
      evidence = { most = row.most },
      advice = "their receiver refuses them: look into its log, then send them again or move them away",
    }
  end
end

local function tell_unreadable(host, param, queue)
  for row in host.acmequeue.messages(param.queue):where { error = { "~=", "" } } do
    host.finding {
      kind = "acme.unreadable", severity = "error", subject = param.queue .. "/" .. row.name, class = "corruption",
      text = ("%s in '%s' is no message: %s"):format(row.name, param.queue, row.error),
      evidence = { begins = queue:peek(row.position).body:sub(1, 20) },
    }
  end
end

return {
  kind     = "check",
  api      = 1,
  id       = "acme.queue",
  title    = "Does an Acme queue keep up?",
  needs    = { "file.read", "acme.content" },
  requires = { "acmequeue" },
  tags     = { "acme" },

  params = {
    queue    = { "text", default = "default", doc = "the queue" },
    age      = { "duration", default = "15m", doc = "a message that has waited longer is worth telling" },
    attempts = { "integer", default = 5, min = 1, doc = "so many failed deliveries are too many" },
    watch    = { "duration", default = "1s", doc = "how long arrivals are counted when no program is examined" },
  },

  run = function(host, param)
    local queue  = host.acmequeue.open(param.queue)
    local stream = host.acmequeue.arrival(param.queue):group { "sender" }:get { n = "count" }
    watch(host, param, { sum = sum_of(stream) }, queue)
    tell_flow(host, param, stream, queue)
    tell_depth(host, param)
    tell_failing(host, param)
    tell_unreadable(host, param, queue)
  end,

  tests = {
    { name   = "a queue that is well",
      fake   = { ["target.main"] = false, ["acmequeue.open"] = {}, ["acmequeue.arrival"] = {},
                 ["acmequeue.change"] = { arrived = 0, gone = 0 },
                 ["acmequeue.depth"] = { messages = 1, size = 100, oldest = "1s" },
                 ["acmequeue.messages"] = { { position = 1, name = "1.msg", sender = "shop", attempts = 0, error = "" } } },
      expect = false },
    { name   = "one in which messages rot",
      params = { queue = "orders", age = "1h" },
      fake   = { ["target.main"] = {}, ["target.alive"] = { each = { true, false } }, ["acmequeue.open"] = {},
                 ["acmequeue.arrival"] = { { queue = "orders", sender = "shop" }, { queue = "orders", sender = "shop" },
                                           { queue = "orders", sender = "app" } },
                 ["acmequeue.change"] = { arrived = 3, gone = 1 },
                 ["acmequeue.depth"] = { messages = 4, size = 400, oldest = "2h" },
                 ["acmequeue.messages"] = { { position = 1, name = "1.msg", sender = "shop", attempts = 7, error = "" },
                                            { position = 2, name = "2.msg", error = "line 1: it does not begin with AQM1" },
                                            { position = 3, name = "3.msg", sender = "shop", attempts = 5, error = "" },
                                            { position = 4, name = "4.msg", sender = "app", attempts = 4, error = "" } },
                 ["acmequeue.peek"] = { name = "2.msg", body = "GIF89a" } },
      expect = { { kind = "acme.growing", subject = "orders", text = "3 messages came into 'orders' and 1 left it",
                   evidence = { shop = 2, app = 1 } },
                 { kind = "acme.backlog", severity = "warning", text = "the oldest of 4 messages in 'orders' has waited longer than 1 h" },
                 { kind = "acme.failing", severity = "error", subject = "orders/shop", evidence = { most = 7 },
                   text = "2 messages of shop in 'orders' failed 5 times or more" },
                 { kind = "acme.unreadable", subject = "orders/2.msg", class = "corruption", evidence = { begins = "GIF89a" },
                   text = "2.msg in 'orders' is no message: line 1: it does not begin with AQM1" } } },
    { name   = "no such queue",
      params = { queue = "nowhere" },
      fake   = { ["acmequeue.open"] = { fails = "no queue 'nowhere' in 'spool'", code = "missing" } },
      fails  = "no queue 'nowhere'" },
  },
}
