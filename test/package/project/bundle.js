import { agentflow } from "agentflow/esbuild";
import { build } from "esbuild";

await build({
  entryPoints: ["bundled.ts"],
  bundle: true,
  platform: "node",
  format: "esm",
  outdir: "out",
  plugins: [agentflow()],
});
