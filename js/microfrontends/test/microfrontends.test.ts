import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { errorsOf, hasChromium, startChromium } from "../../client/test/browser/chromium.js";
import { expectCount } from "../../client/test/browser/sharing.js";
import { build } from "./build.js";
import { hasSample, Sample, WebServer } from "./sample.js";
import { ShellPage } from "./shellPage.js";

describe.skipIf(!hasChromium || !hasSample)("microfrontends that share a store by its name at a hub", () => {
  let browser: Browser;
  let sample: Sample;
  let context: BrowserContext;
  /** What went wrong on the pages of {@link open}. */
  let errors: string[][];

  beforeAll(async () => {
    await build();
    [browser, sample] = await Promise.all([startChromium(), Sample.start()]);
  });
  afterAll(() => Promise.all([browser?.close(), sample?.stop()]));
  beforeEach(async () => {
    errors = [];
    context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    await sample.register("analytics", sample.analytics.manifest(1));
    await sample.register("orders", sample.orders.manifest(1));
  });
  afterEach(() => context.close());

  async function open(address = sample.shell.origin): Promise<ShellPage> {
    const page = await context.newPage();
    errors.push(errorsOf(page));
    return await new ShellPage(page).open(address);
  }

  test("the remote shows who signed in at the host, in a second tab too", async () => {
    const host = await open();
    await host.isAmber();
    await host.remote("orders").getByRole("heading").waitFor();
    await host.screenshot("amber");
    const time = await host.timeSignIn();
    console.log(`from the click at the host to green at the remote: ${time.toFixed(0)} ms`);
    await host.isGreen();
    await host.screenshot("green");

    const second = await open();
    await second.isGreen();
    expect(await second.page.evaluate(() => looks)).toEqual(["unknown", "green"]);
    await second.remote("orders").getByPlaceholder("What?").fill("a second tab's coffee");
    await second.click("Order");
    await host.page.getByText("Orders so far: 1").waitFor();
    await second.page.getByText("Orders so far: 1").waitFor();
    await second.screenshot("second-tab");
    await second.click("Sign out");
    await host.isAmber();
    await second.isAmber();
    expect(errors.flat()).toEqual([]);
  });

  test("a remote that loads later has it at once", async () => {
    await sample.register("analytics");
    const host = await open();
    await host.remote("orders").getByRole("heading").waitFor();
    await host.click("Sign in");
    await host.page.getByText("Grace Hopper").waitFor();
    expect(await host.remote("analytics").count()).toBe(0);
    await sample.register("analytics", sample.analytics.manifest(1));
    await host.isGreen();
    expect(await host.page.evaluate(() => looks)).toEqual(["unknown", "green"]);
    expect(errors.flat()).toEqual([]);
  });

  test("nobody is signed in where the remote stands alone", async () => {
    const host = await open();
    await host.click("Sign in");
    await host.isGreen();
    const alone = await open(`${sample.analytics.origin}/1/`);
    await alone.isAmber();
    // by then its session is known: amber is no want of knowledge, and another session's
    expect(await alone.page.evaluate(() => looks)).toEqual(["unknown", "amber"]);
    await host.click("Sign out");
    await host.isAmber();
    await host.click("Sign in");
    await host.isGreen();
    expect(await alone.page.evaluate(() => looks)).toEqual(["unknown", "amber"]);
    expect(errors.flat()).toEqual([]);
  });

  test("the backend replaces one remote by another version, and all else stays as it is", async () => {
    const host = await open();
    await host.click("Sign in");
    await host.isGreen();
    const what = host.remote("orders").getByPlaceholder("What?");
    await what.fill("tea");
    await host.click("Order");
    await host.page.getByText("Orders so far: 1").waitFor();
    await what.fill("half an ord");
    const notes = host.page.getByPlaceholder("Notes");
    await notes.fill("do not lose this");
    const shown = await what.elementHandle();
    const requests: string[] = [];
    host.page.on("request", (request) => requests.push(new URL(request.url()).origin));

    for (const version of [2, 1, 2]) {
      await sample.register("analytics", sample.analytics.manifest(version));
      await host.page.getByRole("heading", { name: `Analytics ${version}` }).waitFor();
      await host.page.getByText("Orders so far: 1").waitFor();
      await host.isGreen();
    }
    expect(await host.remote("analytics").getByRole("heading").count()).toBe(1);
    // what was replaced has closed its store: there are the backend's, the host's two, and one for each remote
    await expectCount(sample.hub, 2, 5);
    expect([...new Set(requests)]).toEqual([sample.analytics.origin]);
    expect(await notes.inputValue()).toBe("do not lose this");
    expect(await what.inputValue()).toBe("half an ord");
    expect(await what.evaluate((now, before) => now === before, shown)).toBe(true);
    expect(errors.flat()).toEqual([]);
  });

  test("a remote that cannot be reached harms nothing else, and comes up when it can", async () => {
    const broken = `${sample.deadOrigin}/1/mf-manifest.json`;
    await sample.register("analytics", broken);
    const host = await open();
    await host.remote("analytics").getByRole("heading", { name: "analytics cannot be loaded" }).waitFor();
    expect(await host.remote("analytics").getByRole("alert").textContent()).toContain(`${broken}: `);
    await host.remote("orders").getByPlaceholder("What?").fill("tea");
    await host.click("Order");
    await host.remote("orders").getByRole("listitem").getByText("tea").waitFor();
    await host.click("Sign in");
    await host.page.getByText("Grace Hopper").waitFor();
    await host.screenshot("unreachable");

    await sample.register("analytics", sample.analytics.manifest(1));
    await host.isGreen();
    await host.page.getByText("Orders so far: 1").waitFor();
    // nothing but what could not be loaded went wrong
    expect(errors.flat().filter((error) => !error.startsWith("Failed to load resource: net::"))).toEqual([]);
  });

  test("a remote whose server comes back is loaded when the user asks for it", async () => {
    const manifest = new URL("/1/mf-manifest.json", sample.cuttable.url).href;
    sample.cuttable.sever();
    await sample.register("orders", manifest);
    const host = await open();
    await host.remote("orders").getByRole("alert").waitFor();
    // at first it comes back with something else at that address
    await host.page.route(manifest, (route) => route.fulfill({ json: {}, headers: { "access-control-allow-origin": "*" } }));
    const useless = host.page.waitForResponse(manifest);
    await host.click("Try again", host.remote("orders"));
    await useless;
    await host.remote("orders").getByRole("alert").waitFor();
    await host.page.unroute(manifest);
    sample.cuttable.restore();
    await host.click("Try again", host.remote("orders"));
    await host.remote("orders").getByRole("heading", { name: "Orders", exact: true }).waitFor();
    await host.isAmber();
  });

  test("a remote of an origin that the host does not know is not asked for", async () => {
    const stranger = await WebServer.start("analytics", "--hub", sample.proxy.url);
    try {
      const host = await open();
      await host.isAmber();
      const requests: string[] = [];
      host.page.on("request", (request) => requests.push(new URL(request.url()).origin));
      await sample.register("analytics", stranger.manifest(1));
      await host.remote("analytics").getByText("no address at an origin that remotes may come from").waitFor();
      await sample.register("analytics", sample.analytics.manifest(2));
      await host.isAmber();
      expect(requests).not.toContain(stranger.origin);
      expect(errors.flat()).toEqual([]);
    } finally {
      await stranger.stop();
    }
  });

  test("three bundles on a page have one WebSocket, and so have all tabs", async () => {
    await expectCount(sample.hub, 1, 1); // the backend's; the other tests' browsers are gone
    const host = await open();
    // the host has two stores open, each of the remotes one
    await expectCount(sample.hub, 1 + 1, 1 + 4);
    await host.click("Sign in");
    await host.isGreen();
    const second = await open();
    await expectCount(sample.hub, 1 + 1, 1 + 8);
    await second.isGreen();
    expect([host.openSockets, second.openSockets]).toEqual([1, 0]);
    await host.page.close();
    await expectCount(sample.hub, 1 + 1, 1 + 4);
    await second.click("Sign out");
    await second.isAmber();
    expect(second.openSockets).toBe(1);
    expect(errors.flat()).toEqual([]);
  });

  test("two isolated hosts on one page share one store", async () => {
    const page = await open(`${sample.shell.origin}/split.html`);
    const [left, right] = ["#left", "#right"].map((half) => page.page.locator(half));
    for (const half of [left!, right!]) await page.isAmber(half);
    await page.click("Sign in", left!);
    for (const half of [left!, right!]) await page.isGreen(half);
    await page.screenshot("two-hosts");
    await sample.register("analytics", sample.analytics.manifest(2));
    for (const half of [left!, right!]) {
      await half.getByRole("heading", { name: "Analytics 2" }).waitFor();
      await page.isGreen(half);
    }
    await page.click("Sign out", right!);
    for (const half of [left!, right!]) await page.isAmber(half);
    const instances = await page.page.evaluate("__FEDERATION__.__INSTANCES__.map((instance) => instance.name)");
    expect(instances).toEqual(expect.arrayContaining(["left", "right"]));
    expect(errors.flat()).toEqual([]);
  });
});
