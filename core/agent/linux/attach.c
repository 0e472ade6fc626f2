/* Empty: a library of Linux has nothing to do when it is loaded. */
typedef int agent_attach;
