// The built program with a database, a made-up tenant and a real mail server (smtp-server), all on loopback. The mail server
// takes, refuses, drops and holds, as it is told for the next mail to an address.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SMTPServer } from "smtp-server";

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.COUNTERSIGN_BIN ?? join(here, "../../target/debug/countersign");
delete process.env.COUNTERSIGN_BIN;
const DOMAIN = "haldenroe.example";
export const VISIO = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
export const PROJECT = "53818b1b-4a27-454b-8896-0dba576410e6";

/** A mail server; `arrived` has every mail whose final dot came, `tried` every recipient that was named. */
export async function openMailServer() {
  const arrived = [];
  const tried = [];
  const next = [];
  const held = [];
  const hangUp = (session) => {
    const line = [...server.connections].find((one) => one.session.id === session.id);
    // It may be gone already.
    line?._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo(address, session, answer) {
      tried.push(address.address);
      session.behaviour = next.shift() ?? { does: "take" };
      const { does, code } = session.behaviour;
      if (does === "refuse") {
        return answer(Object.assign(new Error("as it was told to"), { responseCode: code }));
      }
      if (does === "drop_before") return hangUp(session);
      answer();
    },
    onData(stream, session, answer) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map((one) => one.address);
        arrived.push({ to, mail: Buffer.concat(chunks).toString() });
        const { does } = session.behaviour;
        if (does === "drop_after") return hangUp(session);
        if (does === "hold") return held.push(() => hangUp(session));
        answer();
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: server.server.address().port,
    arrived,
    tried,
    held,
    /** What it does with the next mails, one each. */
    will(...behaviours) {
      next.push(...behaviours);
    },
    close() {
      for (const let_go of held) let_go();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts everything but the service. */
export async function openHouse(mailPort) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-mail-"));
  chmodSync(folder, 0o755);
  const [database, owner] = await run(
    ["postgres", "--fast", "--until-stdin-closes", "--data-dir", join(folder, "database")],
    /^Postgres is ready: (\S+)$/m,
  );
  const [tenant, url, id, client, secret] = await run(
    ["simulator", "--listen", "127.0.0.1:0"],
    /^Simulator is ready: (\S+) tenant=(\S+) client_id=(\S+) client_secret=(\S+) mail=/m,
  );
  const environment = {
    COUNTERSIGN_DATABASE_URL: `${owner}&options=-c%20role=countersign_service`,
    COUNTERSIGN_DATABASE_OWNER_URL: owner,
    COUNTERSIGN_ENTRA_LOGIN_URL: url,
    COUNTERSIGN_ENTRA_GRAPH_URL: url,
    COUNTERSIGN_ENTRA_TENANT_ID: id,
    COUNTERSIGN_ENTRA_CLIENT_ID: client,
    COUNTERSIGN_ENTRA_CLIENT_SECRET: secret,
    COUNTERSIGN_POLICY_FILE: join(here, "../../policies/starter.toml"),
    COUNTERSIGN_CATALOG_FILE: join(here, "../../config/catalog.example.toml"),
    COUNTERSIGN_LISTEN: "127.0.0.1:0",
    COUNTERSIGN_APPROVALS_UNDO_SECONDS: "0",
    COUNTERSIGN_WORKER_LEASE_SECONDS: "10",
    COUNTERSIGN_MAIL_HOST: "127.0.0.1",
    COUNTERSIGN_MAIL_PORT: String(mailPort),
    COUNTERSIGN_MAIL_TLS: "none",
    COUNTERSIGN_MAIL_FROM: "Licences <licences@haldenroe.example>",
    RUST_LOG: "error",
  };
  const migrated = spawn(program, ["migrate"], { env: { ...process.env, ...environment }, stdio: "inherit" });
  const [code] = await once(migrated, "exit");
  if (code !== 0) throw new Error(`migrate ended with ${code}`);
  // The address is that of the first start: people come back to it.
  const port = await freePort();
  environment.COUNTERSIGN_LISTEN = `127.0.0.1:${port}`;
  return {
    url: `http://127.0.0.1:${port}`,
    async serves() {
      const [service] = await run(["serve"], /^Countersign is ready: (\S+)$/m, environment);
      return service;
    },
    async close() {
      tenant.kill("SIGTERM");
      await once(tenant, "exit");
      database.stdin.end();
      await once(database, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A process, when it has said that it is ready, and what it said. */
async function run(words, ready, environment = {}) {
  const child = spawn(program, words, {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${words[0]} ended with ${code}: ${said}`)));
    child.stdout.on("data", (more) => {
      said += more;
      if (ready.test(said)) resolve();
    });
  });
  child.removeAllListeners("exit");
  return [child, ...said.match(ready).slice(1)];
}

/** A browser without scripts: cookies, forms, and the links it is told to follow. */
export class Person {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  static async signedIn(url, name) {
    const person = new Person(url);
    const upn = `${name}@${DOMAIN}`;
    const start = await person.get(`/sign-in/start?login_hint=${encodeURIComponent(upn)}`);
    const authorize = start.headers.get("location");
    const page = await (await fetch(authorize)).text();
    const form = page.slice(page.indexOf('class="hinted"'));
    const fields = hidden(form.slice(0, form.indexOf("</form>")));
    fields.set("person", upn);
    const answer = await fetch(authorize.split("?")[0], { method: "POST", body: fields, redirect: "manual" });
    await person.get(answer.headers.get("location"));
    return person;
  }

  async get(path) {
    return this.#ask(path, {});
  }

  async post(path, page, fields = []) {
    const words = await (await this.get(page)).text();
    const body = new URLSearchParams(fields);
    body.set("csrf", hidden(words).get("csrf"));
    return this.#ask(path, { method: "POST", body });
  }

  /** Asks for a product with every plan that is offered; answers the request's id. */
  async asksFor(sku) {
    const path = `/products/${sku}/request`;
    const words = await (await this.get(path)).text();
    const plans = [...words.matchAll(/<input[^>]*name="plans"[^>]*>/g)]
      .map(([input]) => input)
      .filter((input) => !input.includes("disabled"))
      .map((input) => ["plans", input.match(/value="([^"]*)"/)[1]]);
    const reply = await this.post(path, path, [["justification", "For the new plant."], ["term", "90"], ...plans]);
    if (reply.status !== 303) throw new Error(`not taken: ${reply.status} ${await reply.text()}`);
    return reply.headers.get("location").split("/").at(-1);
  }

  async #ask(path, how) {
    const reply = await fetch(new URL(path, this.url), {
      ...how,
      redirect: "manual",
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        origin: this.url,
      },
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split("=");
      this.cookies.set(name, value);
    }
    return reply;
  }
}

function hidden(page) {
  const fields = new URLSearchParams();
  for (const [input] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const value = input.match(/value="([^"]*)"/)?.[1] ?? "";
    fields.set(input.match(/name="([^"]*)"/)[1], value.replaceAll("&amp;", "&").replaceAll("&#38;", "&"));
  }
  return fields;
}

/** Waits for a fact, and fails when it does not come. */
export async function until(what, withinMs, fact) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await fact();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`it never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
