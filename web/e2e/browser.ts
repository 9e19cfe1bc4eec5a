import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Map as MaplibreMap } from 'maplibre-gl';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';

export const serverUrl = readServerUrl();

function readServerUrl(): string {
  const url = process.env.CCN_E2E_URL;
  if (!url) throw new Error('CCN_E2E_URL must name the server under test, e.g. http://127.0.0.1:8080');
  return url.replace(/\/$/, '');
}

/** What the service under test takes files with. */
export const writeToken = process.env.CCN_E2E_TOKEN ?? '';

// The shell that Playwright calls headless never finishes loading tiles; full Chromium in its new mode does.
const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
  '--use-gl=angle',
  '--use-angle=swiftshader',
];

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

let context: BrowserContext | undefined;
let profile = '';

/** One browser for each file of tests, with a profile of its own. */
async function browser(): Promise<BrowserContext> {
  if (context) return context;
  profile = await mkdtemp(join(tmpdir(), 'ccn-e2e-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: false,
    args: flags,
    reducedMotion: 'reduce',
  });
  return context;
}

afterAll(async () => {
  await context?.close();
  await rm(profile, { recursive: true, force: true });
});

export class Visit {
  readonly page: Page;
  /** What the browser reported as errors: a Content-Security-Policy refusal, a failed script, a missing file. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async open(hash = '', viewport = desktop): Promise<Visit> {
    const page = await (await browser()).newPage();
    await page.setViewportSize(viewport);
    const visit = new Visit(page);
    await page.goto(`${serverUrl}/${hash}`);
    await visit.idle();
    return visit;
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Until the map has drawn all that is in view. */
  async idle(selector = '#map'): Promise<void> {
    await this.page.waitForFunction((query) => {
      const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>(query)?.map;
      return map?.loaded() && map.areTilesLoaded() && !map.isMoving();
    }, selector);
  }

  /** The names written on the map by a label layer, each as often as it stands there. */
  async names(layer: string): Promise<string[]> {
    await this.idle();
    return this.page.evaluate((name) => {
      const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
      return (map?.queryRenderedFeatures({ layers: [name] }) ?? []).map((each) =>
        String(each.properties.name),
      );
    }, layer);
  }

  /** The ids of the features of a collection that are drawn in view. */
  async drawn(layer: string): Promise<string[]> {
    await this.idle();
    return this.page.evaluate((name) => {
      const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
      const features = map?.queryRenderedFeatures({ layers: [name] }) ?? [];
      return [...new Set(features.map((feature) => String(feature.properties.id)))];
    }, layer);
  }

  async view(): Promise<{ lon: number; lat: number; zoom: number }> {
    return this.page.evaluate(() => {
      const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
      if (!map) throw new Error('no map');
      const { lng, lat } = map.getCenter();
      return { lon: lng, lat, zoom: map.getZoom() };
    });
  }

  async search(words: string): Promise<void> {
    await this.page.getByRole('combobox').fill(words);
    await this.page.getByRole('option').first().waitFor();
  }

  tool(name: string) {
    return this.page.getByRole('navigation').getByRole('button', { name, exact: true });
  }

  /** No serious or critical finding, no complaint of the browser and no warning banner in the state now shown. */
  async expectSound(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
    expect(told).toEqual([]);
    expect(await this.page.locator('.banner').allTextContents()).toEqual([]);
    expect(this.complaints).toEqual([]);
  }
}
