// The demo as a person has it: the built program on a fresh folder and a free port, and a browser of the machine.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const program = process.env.COUNTERSIGN_BIN ?? join(here, "../../target/debug/countersign");
// The program refuses variables of its own prefix that it does not know.
delete process.env.COUNTERSIGN_BIN;
export const domain = "haldenroe.example";

/**
 * Starts the demo; `readyAfter` is in milliseconds. What is signed last is carried out after `undoSeconds`. `policy` makes the
 * policy of the house out of the one to start from; the tenant has so many `people`. With `history` it begins with half a year to
 * look back on, which takes a while.
 */
export async function openDemo({ undoSeconds = 0, policy, people, history = false } = {}) {
  // Root's Postgres runs as another user, who must be able to enter the folder.
  const folder = mkdtempSync(join(tmpdir(), "countersign-browser-"));
  chmodSync(folder, 0o755);
  if (policy) {
    mkdirSync(join(folder, "demo"));
    writeFileSync(join(folder, "demo", "policy.toml"), policy(readFileSync(join(here, "../../policies/starter.toml"), "utf8")));
  }
  const began = performance.now();
  const demo = spawn(program, ["demo", "--data-dir", join(folder, "demo"), ...(people ? ["--people", `${people}`] : []), ...(history ? [] : ["--without-history"])], {
    env: { ...process.env, DATABASE_URL: "", COUNTERSIGN_LISTEN: "127.0.0.1:0", COUNTERSIGN_APPROVALS_UNDO_SECONDS: `${undoSeconds}`, RUST_LOG: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  await new Promise((resolve, reject) => {
    demo.once("exit", (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    demo.stdout.on("data", (words) => {
      said += words;
      if (said.includes("The tenant in the box: ")) resolve();
    });
  });
  const url = said.match(/Countersign is ready: (\S+)/)[1];
  const tenant = said.match(/The tenant in the box: (\S+)/)[1];
  const readyAfter = performance.now() - began;
  return {
    url,
    tenant,
    folder: join(folder, "demo"),
    /** As the owner of the tables. */
    database: `postgres:///countersign?host=${join(folder, "demo", "socket")}&user=countersign_owner`,
    readyAfter,
    said,
    /** Ends the demo as Ctrl-C does; answers its exit code. */
    async close() {
      demo.removeAllListeners("exit");
      const ended = once(demo, "exit");
      demo.kill("SIGTERM");
      const [code] = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** What somebody does who owns the database: another name in the facts of the first decision; answers the decision's id. */
export async function alterFact(demo) {
  const statement = `update decisions set facts = jsonb_set(facts::jsonb, '{beneficiary,name}', '"Somebody Else"')
                      where written = (select min(written) from decisions) returning id`;
  const programs = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"].flatMap((place) =>
    existsSync(place) ? readdirSync(place).map((version) => join(place, version, "bin")) : [],
  );
  const env = { ...process.env, PATH: [...programs.reverse(), process.env.PATH].join(delimiter) };
  const words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", statement, demo.database];
  const { stdout } = await promisify(execFile)("psql", words, { env });
  return stdout.trim();
}

/** Where the Chromium of this machine is. */
export function chromiumPath() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (!found) throw new Error("no Chromium on this machine; script/bootstrap test installs it");
  return found;
}

export async function openBrowser() {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const alone = ["--disable-component-update", "--disable-sync"];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: chromiumPath(), args: [...quiet, ...alone, ...root] });
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser window of somebody, with cookies of its own. */
export async function windowFor(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  return context.newPage();
}

/** Signs in through the tenant's page. */
export async function signIn(page, demo, name) {
  await page.goto(`${demo.url}/sign-in`);
  await page.goto(`${demo.url}/sign-in/start?next=%2F&login_hint=${name}%40${domain}`);
  await page.locator("form.hinted button[name=person]").click();
  await page.waitForURL(`${demo.url}/`);
}

/** The plans that are off, as the tenant's Graph shows them to an app. */
export async function plansOff(demo, name, sku) {
  const started = await fetch(`${demo.url}/sign-in/start`, { redirect: "manual" });
  const authorize = new URL(started.headers.get("location"));
  const token = await fetch(authorize.href.split("?")[0].replace("/authorize", "/token"), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: authorize.searchParams.get("client_id"),
      client_secret: "demo-secret",
      scope: `${demo.tenant}/.default`,
    }),
  });
  const { access_token } = await token.json();
  const user = await fetch(`${demo.tenant}/v1.0/users/${name}@${domain}?$select=assignedLicenses`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const { assignedLicenses } = await user.json();
  const held = assignedLicenses.find((licence) => licence.skuId === sku);
  if (!held) throw new Error(`${name} does not have the product`);
  return held.disabledPlans.sort();
}
