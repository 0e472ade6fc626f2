-- Watches the library calls of a program for those that take long, window by window.

-- They are made to wait for something else; a long call of them tells nothing.
local waiting = "poll ppoll *_poll_chk select pselect epoll_* sleep usleep nanosleep clock_nanosleep pause sigwait* sigtimedwait sigsuspend wait* accept* " ..
  "pthread_join pthread_cond_* pthread_barrier_wait sem_wait sem_timedwait mq_receive system pclose " ..
  "Sleep* WaitFor* MsgWait* GetMessage* GetQueuedCompletionStatus ConnectNamedPipe WSAPoll WSAWaitFor* NtWaitFor* CoWait* MessageBox* DispatchMessage*"

return {
  kind  = "rule",
  api   = 1,
  id    = "calls.slow",
  title = "A library function takes long",
  tags  = { "tracer", "bottleneck" },
  needs = { "process.launch", "tracer.attach" },
  every = "5s",

  params = {
    slow  = { "duration", default = "100ms", doc = "mean time from which a function counts as slow" },
    share = { "number",   default = 0.5, min = 0, doc = "share of the window from which its time counts, over all threads" },
  },

  collect = {
    calls = {
      from  = "tracer.call",
      with  = { unknown = false, exclude = waiting },
      group = "name",
      get   = { n = "count", total = "sum duration", mean = "mean duration", p99 = "p99 duration" },
      top   = { 20, by = "total" },
    },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.calls) do
      local share = (row.total or 0) / window.span
      local slow = row.mean and row.mean > param.slow
      if slow or share > param.share then
        found[#found + 1] = {
          severity = slow and row.mean > 5 * param.slow and "error" or "warning",
          subject  = row.name,
          text     = ("%s took %s in %s, %s on average"):format(
            row.name, host.text.duration(row.total), host.text.plural(row.n, "call"), host.text.duration(row.mean)),
          evidence = { figure = row.mean, calls = row.n, total_ns = row.total, p99_ns = row.p99, share_percent = 100 * share },
          advice   = ("`sonde run trace -p calls=%s` shows the single calls with their arguments."):format(row.name),
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "slow on average",
      given  = { span = "5s", calls = { { name = "fsync", n = 3, total = "450ms", mean = "150ms", p99 = "200ms" } } },
      expect = { { severity = "warning", subject = "fsync", text = "fsync took 450 ms in 3 calls, 150 ms on average" } } },
    { name   = "very slow",
      given  = { span = "5s", calls = { { name = "connect", n = 1, total = "3s", mean = "3s", p99 = "3s" } } },
      expect = { { severity = "error", subject = "connect" } } },
    { name   = "many short ones take their share",
      given  = { span = "5s", calls = { { name = "write", n = 1000000, total = "4s", mean = "4us", p99 = "9us" } } },
      expect = { { severity = "warning", subject = "write" } } },
    { name   = "fast and rare",
      given  = { span = "5s", calls = { { name = "write", n = 1000, total = "4ms", mean = "4us", p99 = "9us" } } },
      expect = false },
  },
}
