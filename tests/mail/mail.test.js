// What people are told arrives once at a real mail server, whatever that server does.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { Person, PROJECT, VISIO, openHouse, openMailServer, until } from "./house.js";

/** Longer than one look at what is to be told takes, on a slow machine. */
const SOON_MS = 60_000;
/** Longer than the first pause before a mail is tried again. */
const AGAIN_MS = 150_000;

let mail;
let house;
let service;

before(async () => {
  mail = await openMailServer();
  house = await openHouse(mail.port);
  service = await house.serves();
  // The mirror is read once the service is up.
  await until("people can sign in", SOON_MS, async () => {
    const mia = await Person.signedIn(house.url, "mia.berg");
    return (await mia.get(`/products/${VISIO}/request`)).status === 200;
  });
});

after(async () => {
  service.kill("SIGTERM");
  await once(service, "exit");
  await house.close();
  await mail.close();
});

/** Mails to this person about this, as they arrived. */
function about(name, words) {
  return mail.arrived.filter(({ to, mail: bytes }) => {
    const unfolded = bytes.replaceAll("=\r\n", "");
    return to.includes(`${name}@haldenroe.example`) && unfolded.includes(words);
  });
}

test("a mail arrives once, as text and as HTML", async () => {
  const mia = await Person.signedIn(house.url, "mia.berg");
  await mia.asksFor(VISIO);
  const [{ mail: bytes }] = await until("the mail", SOON_MS, () => {
    const found = about("jonas.lind", "Visio Plan 2 for Mia Berg");
    return found.length > 0 && found;
  });
  assert.match(bytes, /^Message-ID: <[0-9a-f-]{36}@haldenroe\.example>\r?$/m);
  assert.match(bytes, /^Content-Type: text\/plain/m);
  assert.match(bytes, /^Content-Type: text\/html/m);
  assert.match(bytes, /^Auto-Submitted: auto-generated\r?$/m);
});

test("what could not be taken, or was dropped before its end, is sent again and arrives once", async () => {
  mail.will({ does: "refuse", code: 451 });
  const jonas = await Person.signedIn(house.url, "jonas.lind");
  const tried = mail.tried.length;
  const mia = await Person.signedIn(house.url, "mia.berg");
  await mia.asksFor(PROJECT);
  await until("the refusal", SOON_MS, () => mail.tried.length > tried);
  mail.will({ does: "drop_before" });
  await until("the mail", 2 * AGAIN_MS, () => about("jonas.lind", "Project").length > 0);
  assert.equal(about("jonas.lind", "Project").length, 1);
  assert.equal((await jonas.get("/approvals")).status, 200);
});

test("what is refused for good is not sent again, and stands under Needs attention", async () => {
  mail.will({ does: "refuse", code: 550 });
  const emil = await Person.signedIn(house.url, "emil.brandt");
  await emil.asksFor(VISIO);
  const ada = await Person.signedIn(house.url, "ada.novak");
  const page = await until("the refusal under Needs attention", SOON_MS, async () => {
    const words = await (await ada.get("/admin/attention")).text();
    return words.includes("550") && words;
  });
  assert.match(page, /as it was told to/);
  const [again] = page.match(/\/admin\/attention\/mails\/[0-9a-f-]+\/again/);
  assert.equal(mail.arrived.filter((one) => one.mail.includes("Emil Brandt")).length, 0);
  assert.equal((await ada.post(again, "/admin/attention")).status, 303);
  await until("the mail", SOON_MS, () => mail.arrived.some((one) => one.mail.includes("Emil Brandt")));
});

test("what was dropped after its end is not sent again", async () => {
  mail.will({ does: "drop_after" });
  const before = mail.arrived.length;
  const emil = await Person.signedIn(house.url, "emil.brandt");
  await emil.asksFor(PROJECT);
  await until("the mail", SOON_MS, () => mail.arrived.length > before);
  const ada = await Person.signedIn(house.url, "ada.novak");
  await until("the doubt under Needs attention", SOON_MS, async () =>
    (await (await ada.get("/admin/attention")).text()).includes("it may have arrived"),
  );
  assert.equal(mail.arrived.length, before + 1);
});

test("a process that is killed while the server holds its answer does not send it twice", async () => {
  mail.will({ does: "hold" });
  const before = mail.arrived.length;
  const ravi = await Person.signedIn(house.url, "ravi.menon");
  await ravi.asksFor(VISIO);
  await until("the mail, unanswered", SOON_MS, () => mail.held.length > 0);
  service.kill("SIGKILL");
  await once(service, "exit");
  mail.held.splice(0).forEach((letGo) => letGo());
  service = await house.serves();
  const ada = await Person.signedIn(house.url, "ada.novak");
  await until("the doubt under Needs attention", SOON_MS, async () =>
    (await (await ada.get("/admin/attention")).text()).includes("the process ended while it was sent"),
  );
  assert.equal(mail.arrived.length, before + 1);
});
