/* Empty so far. */
typedef int agent_symbols;
