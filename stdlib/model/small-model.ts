/** The file's name; it lies beside this one, in a package too. */
export const SMALL_MODEL_FILE = "agentflow-small.gguf";
/** The model's name, as it is shown. */
export const SMALL_MODEL_NAME = "agentflow small";
