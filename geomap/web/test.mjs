// Runs the unit tests: all files test/**/*.test.ts(x) in one bundle, in Node's own test runner.
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "geomap-page-test-"));
try {
  const outfile = join(folder, "tests.mjs");
  const files = globSync("test/**/*.test.{ts,tsx}", { cwd: here }).sort();
  await build({
    stdin: { contents: files.map((file) => `import "./${file.replaceAll("\\", "/")}";`).join("\n"), resolveDir: here },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", outfile], { cwd: here, stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
