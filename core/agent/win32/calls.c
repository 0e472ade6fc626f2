/* Empty: Linux only. */
typedef int agent_calls;
