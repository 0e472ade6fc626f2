---Does everything right.
---@class plain
local plain = {}

---@class plain.counter
local plain_counter = {}

---@class plain.add.params
---@field a integer First. [required, may be given without its name]
---@field b? integer Second. [default 1, -1000000 to 1000000]

---Adds two integers, times the setting `scale`. Fast.
---@param args? plain.add.params|integer
---@return integer
function plain.add(args) end

---@class plain.echo.params
---@field flag? boolean A boolean.
---@field signed? integer A signed integer.
---@field unsigned? integer An unsigned integer.
---@field real? number A number.
---@field text? string A text. [at most 100000 bytes]
---@field bytes? string Bytes.
---@field list? (integer)[] A list of integers.
---@field point? { x: integer, y: integer } A map.
---@field time? integer|string A duration. [0 to 1h]
---@field size? integer|string A size. [at most 1 GiB]
---@field color? "red"|"green"|"blue" A choice. [one of: red green blue]

---@class plain.echo.result
---@field flag? boolean A boolean.
---@field signed? integer A signed integer.
---@field unsigned? integer An unsigned integer.
---@field real? number A number.
---@field text? string A text. [at most 100000 bytes]
---@field bytes? string Bytes.
---@field list? (integer)[] A list of integers.
---@field point? { x: integer, y: integer } A map.
---@field time? integer A duration. [0 to 1h]
---@field size? integer A size. [at most 1 GiB]
---@field color? "red"|"green"|"blue" A choice. [one of: red green blue]

---Gives back what it was given.
---@param args? plain.echo.params
---@return plain.echo.result
function plain.echo(args) end

---Says the greeting of the settings.
---@return string?
function plain.greet() end

---@class plain.refuse.params
---@field status integer The status to return. [1 to 9, required, may be given without its name]

---Fails as asked.
---needs: process.control
---@param args? plain.refuse.params|integer
---@return integer
function plain.refuse(args) end

---@class plain.maybe.params
---@field reason? integer Why it is unknown: a number of SONDE_WHY. [default 3, 1 to 7, may be given without its name]

---@class plain.maybe.result
---@field known? integer Always 5.
---@field unknown? integer Never known.

---Knows one value and not the other.
---needs: process.read
---@param args? plain.maybe.params|integer
---@return plain.maybe.result
function plain.maybe(args) end

---@class plain.slow.params
---@field time? integer|string How long it takes. [default 50 ms, 0 to 1h, may be given without its name]

---Takes its time; tells whether any was left.
---@param args? plain.slow.params|integer|string
---@return integer
function plain.slow(args) end

---@class plain.counter.params
---@field start? integer Its first number. [default 0, may be given without its name]

---Makes a counter.
---@param args? plain.counter.params|integer
---@return plain.counter
function plain.counter(args) end

---@class plain.advance.params
---@field by? integer How far. [default 1]

---Counts on.
---@param args? plain.advance.params
---@return integer
function plain_counter:advance(args) end

---Makes two counters from 3.
---@return (any)[]?
function plain.pair() end

---@class plain.total.params
---@field of (any)[] Counters. [required, may be given without its name]

---Adds counters up.
---@param args? plain.total.params|(any)[]
---@return integer
function plain.total(args) end

---How many counters are alive.
---@return integer
function plain.counters() end

---@class plain.numbers.params
---@field count? integer How many. [default 10, 0 to 10000000, may be given without its name]

---@class plain.numbers.row
---@field parity? string Even or odd. [what the record is about]
---@field number? integer The number, from 1.
---@field half? number Half of it; unknown for every tenth.
---@field name? string In words.
---@field quality? integer What is unknown. [quality bits]

---The first numbers.
---needs: process.read
---@param args? plain.numbers.params|integer
---@return sonde.stream rows of plain.numbers.row
function plain.numbers(args) end

---@class plain.ticks.params
---@field interval? integer|string Time between two ticks. [default 10 ms, 100 us to 1h, may be given without its name]
---@field limit? integer Ends after so many; 0: never. [default 0, at least 0]

---@class plain.ticks.row
---@field what? string Always "tick". [what the record is about]
---@field count? integer From 1.
---@field late? integer How much too late it was.
---@field note? string The count as a text.

---A tick at an interval.
---@param args? plain.ticks.params|integer|string
---@return sonde.stream rows of plain.ticks.row
function plain.ticks(args) end

---@class sonde.host
---@field plain plain
