// Every decision run again: green, and red after one row was altered in the database; and what a draft would change.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { alterFact, openBrowser, openDemo, program, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const draft = `
[[guard]]
id = "nothing-for-longer-than-a-week"
longest_term = "7d"

[[route]]
id = "free"
when = 'product.price_cents == 0'
approve = "automatic"

[[route]]
id = "everybody-else"
stages = [{ who = "manager" }, { who = "group:License Approvers" }]
`;
let demo;
let browser;
let ada;
let otto;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  ada = await windowFor(browser);
  await signIn(ada, demo, "ada.novak");
  otto = await windowFor(browser);
  await signIn(otto, demo, "otto.keller");
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** Answers exit code and words of the command on the demo's database. */
async function reperformed() {
  const env = { ...process.env, COUNTERSIGN_DATABASE_URL: demo.database };
  try {
    const { stdout } = await promisify(execFile)(program, ["policy", "reperform"], { env });
    return [0, stdout];
  } catch (failed) {
    return [failed.code, failed.stdout];
  }
}

test("an auditor runs every decision again, and all reproduce", async () => {
  await otto.goto(`${demo.url}/audit`);
  await otto.getByRole("link", { name: "Run the decisions again" }).click();
  await otto.getByText("No decision was run again yet.").waitFor();
  await scan(otto, "re-performance, never run");
  await otto.getByRole("button", { name: "Run the decisions again" }).click();
  await otto.locator(".notice.good", { hasText: /^([1-9]\d*) of \1 reproduce\.$/ }).waitFor();
  assert.equal(await otto.locator("main[data-live]").count(), 0);
  await scan(otto, "re-performance, green");
  const [code, words] = await reperformed();
  assert.equal(code, 0, words);
  assert.match(words, /^(\d+) of \1 reproduce$/m);
});

test("it is red after one fact of one row was altered by SQL, and the row is named", async () => {
  const decision = await alterFact(demo);
  await otto.getByRole("button", { name: "Run the decisions again" }).click();
  await otto.locator(".notice.bad", { hasText: /^(\d+) of (?!\1)\d+ reproduce\. What does not is named below\.$/ }).waitFor();
  const row = otto.locator(".sides > li");
  assert.equal(await row.count(), 1);
  await row.getByText("facts were altered after the decision was logged").waitFor();
  await row.getByText(decision).waitFor();
  const [file] = await Promise.all([otto.waitForEvent("download"), otto.getByRole("link", { name: "Download as CSV" }).click()]);
  const lines = readFileSync(await file.path(), "utf8").trimEnd().split("\n");
  assert.equal(lines[0], "decision_id,request_id,made_at,codes,what_is_wrong");
  assert.equal(lines.length, 2);
  assert.match(lines[1], new RegExp(`^${decision},[0-9a-f-]{36},[0-9TZ:-]+,facts_altered,`));
  await scan(otto, "re-performance, red");
  const [code, words] = await reperformed();
  assert.equal(code, 1, words);
  assert.match(words, new RegExp(`BAD   decision ${decision} of request .* facts were altered`));
});

test("a draft is replayed from a file: counted, side by side, as a file, and not in force", async () => {
  await ada.goto(`${demo.url}/admin/policy`);
  await ada.getByRole("link", { name: "Replay a draft" }).click();
  await scan(ada, "replay, never run");
  await ada.getByRole("button", { name: "Replay" }).click();
  await ada.locator(".message", { hasText: "Choose the policy file first." }).waitFor();
  await scan(ada, "replay without a file");
  const broken = { name: "broken.toml", mimeType: "application/toml", buffer: Buffer.from("[[guard]]\nidd = 1\n") };
  await ada.getByLabel("The policy file").setInputFiles(broken);
  await ada.getByRole("button", { name: "Replay" }).click();
  await ada.locator(".problems", { hasText: "broken.toml:" }).waitFor();
  await scan(ada, "replay of a file with mistakes");
  const good = { name: "draft.toml", mimeType: "application/toml", buffer: Buffer.from(draft) };
  await ada.getByLabel("The policy file").setInputFiles(good);
  await ada.getByRole("button", { name: "Replay" }).click();
  await ada.locator(".badge.large", { hasText: "Done" }).waitFor();
  await ada.getByRole("heading", { name: "draft.toml" }).waitFor();
  await scan(ada, "replay, done");
  await ada.getByRole("navigation", { name: "Changes" }).getByRole("link", { name: /^Another term/ }).click();
  await ada.getByRole("heading", { name: "Another term" }).waitFor();
  await ada.locator(".beside .differs", { hasText: "7 days" }).first().waitFor();
  const [file] = await Promise.all([ada.waitForEvent("download"), ada.getByRole("link", { name: "Download as CSV" }).click()]);
  assert.equal(file.suggestedFilename(), "replay.csv");
  const lines = readFileSync(await file.path(), "utf8").trimEnd().split("\n");
  assert.match(lines[0], /^request_id,decision_id,decided_at,changes,/);
  assert.ok(lines.length > 1, "there is a line for each request that changes");
  for (const line of lines.slice(1)) assert.match(line, /^[0-9a-f-]{36},[0-9a-f-]{36},\d{4}-\d\d-\d\dT[0-9:]+Z,[a-z_ ]*\bterm\b/);
  await ada.locator(".sides h3 a").first().click();
  await ada.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await ada.goto(`${demo.url}/admin/policy`);
  assert.equal(await ada.getByText("nothing-for-longer-than-a-week").count(), 0);
});
