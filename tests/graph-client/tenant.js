// The made-up tenant as the official client meets it: the built program on a free port, and clients that believe they
// talk to graph.microsoft.com.

import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import graph from "@microsoft/microsoft-graph-client";

const here = dirname(fileURLToPath(import.meta.url));
export const program = process.env.COUNTERSIGN_BIN ?? join(here, "../../target/debug/countersign");
const GRAPH = "https://graph.microsoft.com";
const REDIRECT = "http://localhost/callback";

/** Starts a tenant; `more` are further arguments of the command. */
export async function openTenant(...more) {
  const child = spawn(program, ["simulator", "--listen", "127.0.0.1:0", ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the simulator ended with ${code}: ${said}`)));
    child.stdout.on("data", (words) => {
      said += words;
      if (said.includes("\n")) resolve();
    });
  });
  const [, url, tenant, id, secret] = said.match(
    /^Simulator is ready: (\S+) tenant=(\S+) client_id=(\S+) client_secret=(\S+) mail=\S+\n$/,
  );
  return new Tenant(child, { url, tenant, id, secret });
}

class Tenant {
  constructor(child, facts) {
    this.child = child;
    Object.assign(this, facts);
  }

  /** Ends the program as Ctrl-C does; answers its exit code. */
  async close() {
    this.child.removeAllListeners("exit");
    const ended = once(this.child, "exit");
    this.child.kill("SIGINT");
    const [code] = await ended;
    return code;
  }

  /** A client that is the application itself. */
  async application() {
    const { access_token } = await this.token({
      grant_type: "client_credentials",
      scope: `${GRAPH}/.default`,
    });
    return this.client(access_token);
  }

  /** A client on behalf of a person who has signed in: code flow with PKCE, as a web application does it. */
  async signedIn(upn, scope = `openid ${GRAPH}/LicenseAssignment.ReadWrite.All ${GRAPH}/User.Read.All`) {
    const verifier = randomBytes(32).toString("base64url");
    const asked = {
      client_id: this.id,
      response_type: "code",
      redirect_uri: REDIRECT,
      scope,
      state: "here",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    };
    const answer = await fetch(`${this.url}/${this.tenant}/oauth2/v2.0/authorize`, {
      method: "POST",
      body: new URLSearchParams({ ...asked, person: upn }),
      redirect: "manual",
    });
    const code = new URL(answer.headers.get("location")).searchParams.get("code");
    const { access_token } = await this.token({
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    });
    return this.client(access_token);
  }

  async token(form) {
    const answer = await fetch(`${this.url}/${this.tenant}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: this.id, client_secret: this.secret, ...form }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error_description);
    return body;
  }

  /** The client with all that it has by default: authentication, redirects, retries, telemetry. */
  client(accessToken) {
    atHome = this.url;
    return graph.Client.init({ authProvider: (done) => done(null, accessToken) });
  }

  async control(path, body) {
    const answer = await fetch(`${this.url}/_control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }
}

// The client sends its token to Microsoft's hosts by https only. So it is left with the real address, and the way there
// is turned at the last moment: what it sends and what it makes of the answer stay its own.
let atHome;
const away = globalThis.fetch;
globalThis.fetch = (target, options) =>
  typeof target === "string" && target.startsWith(GRAPH)
    ? away(atHome + target.slice(GRAPH.length), options)
    : away(target, options);
