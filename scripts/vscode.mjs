/**
 * Packages the VS Code extension: a .vsix is a zip file with the extension in a folder, and two pages of XML that say
 * what it is. Everything in it is made here, from the sources: the extension and its language server as one file each,
 * the grammars, the declarations of `std/*`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { grammarFiles } from "./grammar.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = join(root, "grammar", "vscode");

const shared = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: "node",
  // What VS Code 1.90, the oldest that the manifest allows, runs extensions on.
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/** The language server alone: `agentflow lsp` without the rest of the command. */
const SERVER = `
  import { serve } from "./cli/lsp/serve.ts";
  process.exit(await serve(process.stdin, process.stdout));
`;

const bundles = {
  // VS Code loads CommonJS, and gives the one module that isn't here.
  "extension.cjs": { entryPoints: ["grammar/vscode/src/extension.ts"], format: "cjs", external: ["vscode"] },
  "server.mjs": {
    stdin: { contents: SERVER, resolveDir: root, sourcefile: "server.ts", loader: "ts" },
    format: "esm",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  },
};

/** The files of the extension by their paths in it, each with its bytes. */
export async function extensionFiles() {
  const made = await Promise.all(
    Object.entries(bundles).map(async ([name, options]) => ({ name, ...(await build({ ...shared, ...options })) })),
  );
  const files = {
    "package.json": readFileSync(join(home, "package.json")),
    "README.md": readFileSync(join(home, "README.md")),
    "LICENSE.txt": readFileSync(join(root, "LICENSE")),
    "NOTICES.txt": strToU8(notices(made.flatMap(({ metafile }) => Object.keys(metafile.inputs)))),
  };
  for (const { name, outputFiles } of made) files[name] = outputFiles[0].contents;
  for (const [name, text] of Object.entries(await grammarFiles())) files[name] = strToU8(text);
  for (const name of readdirSync(join(root, "stdlib", "std")).filter((each) => each.endsWith(".af"))) {
    files[`stdlib/std/${name}`] = readFileSync(join(root, "stdlib", "std", name));
  }
  return files;
}

/** The whole package. */
export async function packageExtension() {
  const files = await extensionFiles();
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const entries = {
    "[Content_Types].xml": strToU8(contentTypes(Object.keys(files))),
    "extension.vsixmanifest": strToU8(vsixManifest(manifest)),
    ...Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`extension/${path}`, bytes])),
  };
  // The oldest date that a zip file can say.
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
}

/** The licences of the packages whose code is in the bundles. */
function notices(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((each) => /^licen[sc]e/i.test(each));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), "utf8").trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  return `This extension contains code of the packages below.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function contentTypes(paths) {
  const known = { json: "application/json", md: "text/markdown", txt: "text/plain", vsixmanifest: "text/xml" };
  const endings = new Set([...paths, "extension.vsixmanifest"].map((path) => path.slice(path.lastIndexOf(".") + 1)));
  const types = [...endings].map(
    (ending) => `<Default Extension=".${ending}" ContentType="${known[ending] ?? "application/octet-stream"}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join("")}</Types>
`;
}

function vsixManifest({ name, version, publisher, displayName, description, keywords, categories, engines }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escaped(name)}" Version="${escaped(version)}" Publisher="${escaped(publisher)}"/>
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Tags>${escaped(keywords.join(","))}</Tags>
    <Categories>${escaped(categories.join(","))}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escaped(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
      <Property Id="Microsoft.VisualStudio.Code.ExecutesCode" Value="true"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, "dist", "vscode");
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const file = join(folder, `agentflow-${version}.vsix`);
  const bytes = await packageExtension();
  await mkdir(folder, { recursive: true });
  await writeFile(file, bytes);
  console.log(file);
}
