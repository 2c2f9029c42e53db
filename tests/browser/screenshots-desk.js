// The desk's pages in their states: several at once, the queue, questions, those who stand in, mails, help, and German.

import { domain } from "./house.js";

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The queue of somebody who leads a team. */
export async function queue(demo, { julie }, picture) {
  const open = (query = "") => julie.goto(`${demo.url}/approvals${query}`);
  await open();
  await picture(julie, "queue");
  await open("?q=visio&sort=-person");
  await picture(julie, "queue-filtered");
  await open("?q=lotus");
  await picture(julie, "queue-nothing-found");
  await open();
  await julie.keyboard.press("?");
  await julie.locator("dialog#keys").waitFor();
  await picture(julie, "queue-keys");
  await julie.keyboard.press("Escape");
  await julie.getByRole("link", { name: /Enterprise Mobility/ }).first().click();
  await julie.getByText("Approve with a change", { exact: true }).click();
  await julie.getByText("Ask a question", { exact: true }).click();
  await picture(julie, "card");
  await julie.getByRole("button", { name: "Approve with this change" }).click();
  await julie.locator("#narrow-error").waitFor();
  await picture(julie, "card-narrow-error");
  await julie.getByLabel("For fewer days").fill("30");
  await julie.getByRole("button", { name: "Approve with this change" }).click();
  await julie.locator(".done").waitFor();
  await picture(julie, "card-after-a-change");
  await open("?q=visio");
  await julie.getByRole("link", { name: "Select all without an exception" }).click();
  await julie.getByRole("button", { name: "Review selected" }).click();
  await julie.getByRole("heading", { name: "Sign several" }).waitFor();
  await picture(julie, "bulk");
  await julie.getByRole("button", { name: /^Deny/ }).click();
  await julie.getByText("Say why").waitFor();
  await picture(julie, "bulk-error");
  await julie.getByRole("button", { name: /^Approve/ }).click();
  await julie.getByText(/^You approved/).waitFor();
  await picture(julie, "bulk-outcome");
}

/** A question and its answer, a denial and the appeal. `ask` and `openCard` are those of the road. */
export async function turns(demo, { mia, jonas }, picture, { ask, openCard }) {
  const address = await ask(mia, demo, "MCOEV", "A number that customers can call.");
  await openCard(jonas, demo, /Teams Phone/);
  await jonas.getByText("Ask a question", { exact: true }).click();
  await jonas.getByLabel("What you want to know").fill("For how long do you need the number?");
  await jonas.getByRole("button", { name: "Ask", exact: true }).click();
  await jonas.getByText("Your question was sent.").waitFor();
  await picture(jonas, "card-asked");
  await mia.goto(address);
  await picture(mia, "request-asked");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.locator("#answer-error").waitFor();
  await picture(mia, "request-answer-error");
  await mia.getByLabel("Your answer").fill("Until summer.");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.locator("#answer").waitFor({ state: "detached" });
  await picture(mia, "request-answered");
  await openCard(jonas, demo, /Teams Phone/);
  await picture(jonas, "card-answered");
  await jonas.getByLabel("Reason for denying").fill("Until summer the number of the office does.");
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.getByText("You denied").first().waitFor();
  await mia.goto(address);
  await mia.getByLabel("Why it should be decided otherwise").fill("Customers call me on the road, and the office is closed by then.");
  await picture(mia, "request-denied-appeal");
  await mia.getByRole("button", { name: "Appeal" }).click();
  await mia.locator("#appeal").waitFor({ state: "detached" });
  await picture(mia, "request-appealed");
}

/** Other plans of what one has. */
export async function plans(demo, { grace }, picture) {
  await grace.goto(`${demo.url}/licences`);
  await grace.getByRole("link", { name: /^Change plans/ }).first().click();
  await grace.getByRole("heading", { name: /^Change the plans/ }).waitFor();
  await picture(grace, "plans-of-a-licence");
  await grace.getByRole("button", { name: "Ask for these plans" }).click();
  await grace.locator(".summary").waitFor();
  await picture(grace, "plans-of-a-licence-error");
  await grace.locator("input[name=plans]:checked").first().uncheck();
  await grace.getByLabel(/^Why/).fill("Nobody in the team uses it.");
  await grace.getByLabel("At which site is it used?").selectOption({ index: 1 });
  await grace.getByLabel("Who leads the shift?").fill(`jonas.lind@${domain}`);
  await grace.getByRole("button", { name: "Ask for these plans" }).click();
  await grace.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await picture(grace, "request-other-plans");
}

/** Several products for several people, from a file. */
export async function together(demo, { jonas }, picture) {
  await jonas.goto(demo.url);
  for (const name of ["Visio Plan 2", "Power BI Pro"]) await jonas.getByRole("checkbox", { name: `with ${name}` }).check();
  await picture(jonas, "catalogue-ticked");
  await jonas.getByRole("button", { name: "Ask for the ticked ones together" }).click();
  await jonas.getByRole("button", { name: "What would happen" }).click();
  await jonas.locator(".summary").waitFor();
  await picture(jonas, "several-error");
  await jonas.getByLabel(/^Why is it needed/).fill("The new team draws the plans of the data centre.");
  await jonas.getByRole("button", { name: "Add people from a file" }).click();
  const lines = ["upn", `nobody.at.all@${domain}`, `mia.berg@${domain}`, `mia.berg@${domain}`, `peter.holm@${domain}`];
  await jonas.getByLabel("The file").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  await jonas.getByRole("button", { name: "Look at the file" }).click();
  await jonas.getByText("stands in line 3 already").waitFor();
  await picture(jonas, "several-people-from-a-file");
  await jonas.getByRole("button", { name: /^Take the good ones/ }).click();
  await jonas.getByText("Taken from the file").waitFor();
  await picture(jonas, "several");
  await jonas.goto(`${demo.url}/requests`);
  await picture(jonas, "requests-with-a-draft");
  await jonas.getByRole("link", { name: /people|Mia/ }).first().click();
  await jonas.getByRole("button", { name: "What would happen" }).click();
  await jonas.getByRole("heading", { name: "What would happen" }).waitFor();
  await picture(jonas, "several-preview");
  await jonas.getByRole("button", { name: /send the rest|^Send \d/ }).click();
  await jonas.getByRole("heading", { name: "Asked together" }).waitFor();
  await picture(jonas, "bundle");
}

/** Who stands in, and what is given at once. */
export async function standIns(demo, { jonas, ada, otto }, picture) {
  await jonas.goto(`${demo.url}/delegation`);
  await picture(jonas, "delegation");
  await jonas.getByLabel("Who signs?").fill("han");
  await jonas.getByRole("button", { name: /Search/ }).click();
  await picture(jonas, "delegation-search");
  await jonas.getByRole("radio", { name: /hanna\.moe@/ }).check();
  await jonas.getByRole("button", { name: "Let them sign" }).click();
  await jonas.locator(".summary").waitFor();
  await picture(jonas, "delegation-error");
  await jonas.getByLabel("Last day").fill(inDays(7));
  await jonas.getByRole("button", { name: "Let them sign" }).click();
  await jonas.getByText("Done: it runs from now on").waitFor();
  await picture(jonas, "delegation-runs");
  await jonas.getByRole("button", { name: /End it now/ }).first().click();
  await jonas.getByText("Ended by").first().waitFor();
  await ada.goto(`${demo.url}/admin/delegations`);
  await picture(ada, "delegations");
  await ada.goto(`${demo.url}/admin/break-glass`);
  await picture(ada, "break-glass");
  await ada.getByRole("button", { name: "Look at it first" }).click();
  await ada.locator(".summary").waitFor();
  await picture(ada, "break-glass-error");
  await ada.getByLabel("Who gets it?").fill("hanna.moe");
  await ada.getByLabel("Product").selectOption({ label: "Visio Plan 2" });
  await ada.getByLabel("For how many days?").fill("14");
  await ada.getByLabel("Why can it not wait?").fill("The plan of the hall has to be with the builders in an hour.");
  await ada.getByRole("button", { name: "Look at it first" }).click();
  await picture(ada, "break-glass-look");
  await ada.getByRole("button", { name: "Give it now" }).click();
  await ada.getByText("Given at once by an administrator").waitFor();
  await picture(ada, "request-given-at-once");
  await otto.goto(`${demo.url}/audit/exceptions`);
  await picture(otto, "exceptions");
}

/** What was mailed, help, and how one is told. */
export async function told(demo, { mia, jonas, otto }, picture) {
  for (const [page, path] of [[mia, "/help"], [jonas, "/help/approver"], [otto, "/help/auditor"]]) {
    await page.goto(`${demo.url}${path}`);
    await picture(page, `help${path.replace("/help", "").replace("/", "-")}`);
  }
  await mia.goto(`${demo.tenant}/outbox`);
  await picture(mia, "outbox");
  await mia.locator(".mails a").first().click();
  await picture(mia, "outbox-mail");
}

/** The same in German, as somebody who chose it sees it. */
export async function inGerman(demo, { hanna, ada, julie }, picture) {
  const speak = async (page, language) => {
    await page.goto(`${demo.url}/settings`);
    await page.locator("#language").selectOption(language);
    await page.locator("form").filter({ has: page.locator("#language") }).locator("button.big").click();
    await page.locator(`html[lang=${language}]`).waitFor();
  };
  const look = async (page, path, name) => {
    await page.goto(`${demo.url}${path}`);
    await picture(page, `de-${name}`);
  };
  await speak(hanna, "de");
  await picture(hanna, "de-settings");
  await look(hanna, "/", "catalogue");
  await hanna.locator("a[href^='/products/']").first().click();
  await picture(hanna, "de-form");
  for (const [path, name] of [["/licences", "licences"], ["/requests", "requests"], ["/help", "help"], ["/no-such-page", "error-404"]]) await look(hanna, path, name);
  await hanna.goto(`${demo.url}/requests`);
  await hanna.locator("tbody a").first().click();
  await picture(hanna, "de-request");
  await speak(julie, "de");
  await look(julie, "/approvals", "queue");
  await julie.locator(".queue th a").first().click();
  await picture(julie, "de-card");
  await speak(ada, "de");
  const rooms = ["attention", "drift", "fuse", "leavers", "delegations", "break-glass", "seats", "plans", "catalogue", "policy", "mirror"];
  for (const room of rooms) await look(ada, `/admin/${room}`, room);
  await look(ada, "/audit/exceptions", "exceptions");
  await speak(ada, "en");
}
