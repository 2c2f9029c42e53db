// Every page that is visited is scanned: WCAG 2.2 AA, both themes, both widths.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
export const widths = [1280, 390];
export const themes = ["light", "dark"];

export async function scan(page, name) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of themes) {
      // Without motion: a colour half-way between two themes is nobody's.
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.evaluate(axe);
      const found = await page.evaluate((tags) => window.axe.run({ runOnly: { type: "tag", values: tags } }), rules);
      const faults = found.violations.map(
        (fault) => `${fault.id}: ${fault.help} at ${fault.nodes.map((node) => node.target.join(" ")).join(", ")}`,
      );
      assert.deepEqual(faults, [], `${name} at ${width} px, ${theme}`);
      assert.ok(found.passes.length > 5, `${name}: the scan looked at nothing`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(sideways <= 0, `${name} at ${width} px is ${sideways} px too wide`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}
