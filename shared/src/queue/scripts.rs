//! The five scripts that change the doorbell's keys. The clock is the server's; a key of a wrong type is put aside.

use std::sync::LazyLock;

use redis::Script;

/// Puts a key that is no sorted set out of the way, and tells the server's time in microseconds.
const PRELUDE: &str = "
local function zset(key)
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'zset' and kind ~= 'none' then redis.call('RENAME', key, key .. ':junk') end
  return key
end
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
";

fn script(body: &str) -> Script {
    Script::new(&format!("{PRELUDE}{body}"))
}

/// `ready channel | id…`: queues each id that is not queued yet, wakes the workers; answers how many were new.
pub static PUSH: LazyLock<Script> = LazyLock::new(|| {
    script(
        "
local ready, new = zset(KEYS[1]), 0
for i = 2, #ARGV do new = new + redis.call('ZADD', ready, 'NX', now, ARGV[i]) end
if new > 0 then redis.call('PUBLISH', ARGV[1], new) end
return new",
    )
});

/// `ready taken | lease`: takes the oldest id for `lease` microseconds; nil when there is none.
pub static CLAIM: LazyLock<Script> = LazyLock::new(|| {
    script(
        "
local ready, taken = zset(KEYS[1]), zset(KEYS[2])
local first = redis.call('ZPOPMIN', ready)
if #first == 0 then return false end
redis.call('ZADD', taken, now + ARGV[1], first[1])
return first[1]",
    )
});

/// `taken | lease id…`: extends the leases of the ids that are still taken.
pub static RENEW: LazyLock<Script> = LazyLock::new(|| {
    script(
        "
local taken = zset(KEYS[1])
for i = 2, #ARGV do redis.call('ZADD', taken, 'XX', now + ARGV[1], ARGV[i]) end
return #ARGV - 1",
    )
});

/// `taken aside | id unreadable`: forgets an id; one that could not be read is kept among the last hundred such.
pub static FINISH: LazyLock<Script> = LazyLock::new(|| {
    script(
        "
redis.call('ZREM', zset(KEYS[1]), ARGV[1])
if ARGV[2] == '1' then
  local kind = redis.call('TYPE', KEYS[2]).ok
  if kind ~= 'list' and kind ~= 'none' then redis.call('RENAME', KEYS[2], KEYS[2] .. ':junk') end
  redis.call('LPUSH', KEYS[2], ARGV[1])
  redis.call('LTRIM', KEYS[2], 0, 99)
end
return 1",
    )
});

/// `taken ready | channel`: queues again what a dead worker had taken, a hundred at most; answers how many.
pub static REAP: LazyLock<Script> = LazyLock::new(|| {
    script(
        "
local taken, ready = zset(KEYS[1]), zset(KEYS[2])
local lost = redis.call('ZRANGEBYSCORE', taken, '-inf', now, 'LIMIT', 0, 100)
for _, id in ipairs(lost) do
  redis.call('ZREM', taken, id)
  redis.call('ZADD', ready, 'NX', now, id)
end
if #lost > 0 then redis.call('PUBLISH', ARGV[1], #lost) end
return #lost",
    )
});
