// Builds the styles, scripts and images of the pages into build/web, each with a hash of its
// content in its name so that browsers may keep it for ever, and a manifest.json that says which
// is which: {"refocus.css": "refocus-1A2B3C4D.css", …}. What gzip makes a quarter smaller or more
// stands packed beside it, as refocus-1A2B3C4D.css.gz.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { compile } from "sass";

const top = new URL("..", import.meta.url).pathname;
const images = join(top, "node_modules/nhsuk-frontend/dist/nhsuk/assets/images");
const out = join(top, "build/web");
const made = join(top, "build/web-new");

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  outdir: made,
  absWorkingDir: top,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
};

const styles = () => {
  const { css } = compile(join(top, "web/styles/refocus.scss"), {
    loadPaths: [join(top, "node_modules")],
    quietDeps: true,
  });
  return build({
    ...shared,
    stdin: { contents: css, loader: "css", resolveDir: images, sourcefile: "refocus.css" },
    entryNames: "refocus-[hash]",
    loader: { ".svg": "file", ".woff2": "file" },
  });
};

const scripts = () =>
  build({
    ...shared,
    entryPoints: ["web/scripts/refocus.js"],
    format: "esm",
    target: "es2020",
  });

const pictures = () =>
  build({
    ...shared,
    entryPoints: readdirSync(join(top, "web/images")).map((name) => `web/images/${name}`),
    loader: { ".svg": "copy", ".png": "copy", ".ico": "copy" },
  });

rmSync(made, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
const manifest = {};
for (const make of [styles, scripts, pictures]) {
  const { metafile } = await make();
  for (const path of Object.keys(metafile.outputs)) {
    const name = basename(path);
    manifest[name.replace(/-[A-Z0-9]{8}(?=\.[a-z0-9]+$)/, "")] = name;
  }
}
for (const name of Object.values(manifest)) {
  const whole = readFileSync(join(made, name));
  const packed = gzipSync(whole, { level: constants.Z_BEST_COMPRESSION });
  if (packed.length < 0.75 * whole.length) writeFileSync(join(made, `${name}.gz`), packed);
}
// The fonts' licence asks to go where they go.
for (const font of ["atkinson-hyperlegible-next", "source-sans-3"]) {
  copyFileSync(join(top, `node_modules/@fontsource/${font}/LICENSE`), join(made, `licence-of-${font}.txt`));
}
writeFileSync(join(made, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(out, { recursive: true, force: true });
renameSync(made, out);
