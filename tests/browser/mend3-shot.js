import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
const demo = await openDemo();
const browser = await openBrowser();
const ada = await windowFor(browser);
await ada.route(/\.css/, (route) => route.fulfill({ path: "/work/wt/mend3/static/app.css", contentType: "text/css" }));
await signIn(ada, demo, "ada.novak");
async function shot(name, open) {
  for (const width of [1280, 390]) for (const colorScheme of ["light", "dark"]) {
    await ada.setViewportSize({ width, height: 900 });
    await ada.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const height = await ada.evaluate(() => document.documentElement.scrollHeight);
    const wide = await ada.evaluate(() => document.documentElement.scrollWidth);
    console.log(name, width, colorScheme, height, wide, await ada.locator(".troubles > li").count());
    await ada.screenshot({ path: `/tmp/mend3-browser/${name}-${width}-${colorScheme}.png`, clip: { x: 0, y: 0, width, height: Math.min(height, 1600) }, fullPage: true });
  }
}
await ada.goto(`${demo.url}/admin/drift`);
await ada.locator(".troubles summary").nth(1).click();
await shot("drift");
await ada.goto(`${demo.url}/admin/fuse`);
await shot("fuse");
await browser.close();
await demo.close();
