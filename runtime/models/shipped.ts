import { join } from "node:path";
import { SMALL_MODEL_FILE } from "../../stdlib/model/small-model.ts";
import { packageRoot } from "../package-root.ts";

/** The file of the small model that comes with agentflow. */
export function shippedModel(): string {
  return join(packageRoot(), "stdlib", "model", SMALL_MODEL_FILE);
}
