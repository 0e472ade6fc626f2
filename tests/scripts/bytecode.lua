LuaS bytecode is never loaded
