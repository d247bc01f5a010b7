/**
 * Running execution graphs: engines, tools, events, and the run itself.
 */
