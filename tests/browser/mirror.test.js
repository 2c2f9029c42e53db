// How old what we know of the tenant is, a reading as it goes, and one that was not believed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
let ada;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  ada = await windowFor(browser);
  await signIn(ada, demo, "ada.novak");
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** Pulls a string behind the stage of the tenant. */
async function control(path, body, method = "POST") {
  const answer = await fetch(`${demo.tenant}/_control/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
}

const part = (name) => ada.locator(".mirror > li").filter({ has: ada.getByRole("heading", { name }) });

test("every page says in its foot how old the directory is, and exactly when one points at it", async () => {
  for (const path of ["/", "/requests", "/licences", "/approvals", "/admin/seats", "/admin/mirror"]) {
    await ada.goto(`${demo.url}${path}`);
    const time = ada.locator(".foot", { hasText: "Directory as of" }).locator("time");
    assert.match(await time.getAttribute("title"), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]{3,4}$/, path);
    assert.equal(await ada.locator(".notice", { hasText: "directory" }).count(), 0, path);
  }
});

test("a reading is seen to go on, and to end, without a hand", async () => {
  await ada.goto(`${demo.url}/admin/mirror`);
  await part("People").getByText("Fresh").waitFor();
  await scan(ada, "mirror");
  await control("faults", { path_contains: "/users/delta", hold: true });
  await part("People").getByRole("button", { name: "Read everybody anew" }).click();
  await ada.getByText("Everybody is being read anew.").waitFor();
  await part("People").getByText(/^Reading everybody: 0 people on 0 pages so far/).waitFor();
  await scan(ada, "mirror while it is read");
  await control("release", {});
  await part("People").getByText("Finished").waitFor();
  await part("People").getByRole("status").waitFor({ state: "detached" });
  await part("People").getByText("everybody", { exact: true }).waitFor();
});

test("why the products could not be read stands there, and is gone when they were", async () => {
  const refused = { path_contains: "/subscribedSkus", status: 403, code: "Authorization_RequestDenied", times: 1_000 };
  await control("faults", refused);
  await part("Products and seats").getByRole("button", { name: "Read now" }).click();
  await part("Products and seats").getByText("The last attempt did not come to its end").waitFor();
  await scan(ada, "mirror with an error");
  await control("faults", undefined, "DELETE");
  await part("Products and seats").getByRole("button", { name: "Read now" }).click();
  await part("Products and seats").getByText("The last attempt did not come to its end").waitFor({ state: "detached" });
});

test("without JavaScript it is read as well", async () => {
  const plain = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(plain, demo, "ada.novak");
  await plain.goto(`${demo.url}/admin/mirror`);
  await plain.getByRole("button", { name: "Compare now" }).click();
  await plain.getByText("Everybody's licences are being compared.").waitFor();
  await plain.context().close();
});

test("a reading that takes the account from nine of ten is shown in red, and taken only with a reason", async () => {
  await control("churn", { seed: 1, share: 0.9, kinds: ["disable"] });
  await ada.goto(`${demo.url}/admin/mirror`);
  await part("People").getByRole("button", { name: "Read now" }).click();
  const refused = ada.locator(".refused");
  await refused.getByText(/^A reading would leave \d+ of \d+ people with an account\./).waitFor();
  await part("People").getByText("Waits for you").waitFor();
  assert.equal(await part("People").getByRole("button").count(), 0);
  await scan(ada, "mirror with a refused reading");
  await refused.getByRole("button", { name: "Take it as it is" }).click();
  await refused.locator(".message", { hasText: "Say why" }).waitFor();
  await scan(ada, "mirror with a reason missing");
  await refused.getByLabel("Why it is true").fill("The company was sold.");
  await refused.getByRole("button", { name: "Take it as it is" }).click();
  await ada.getByText(/^It is being taken as it is: \d+ people had an account before, \d+ will have one\.$/).waitFor();
  assert.equal(await refused.count(), 0);
  // A worker does it; the page looks again by itself.
  await part("People").getByText("Fresh").waitFor();
});
