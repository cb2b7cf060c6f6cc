/** The picture says what the model says, to those who see it and to those who hear it. */
import { describe, expect, test } from 'vitest';
import { answerFor, profilesOf, type ServiceAnswer } from './ask.ts';
import { drawHouses, palette } from './house.ts';
import { layers } from './layers.ts';
import { serviceNames } from './services.ts';

function answersOf(...names: readonly string[]): readonly ServiceAnswer[] {
  return names.flatMap((name) => profilesOf(name)?.map((profile) => answerFor(profile, {})) ?? []);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(Object.entries(palette))('words on %s have contrast enough', (_name, { fill, text }) => {
  const [dark = 0, light = 0] = [luminance(fill), luminance(text)].sort((a, b) => a - b);
  expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
});

test('what both do is written in the same colour on either half', () => {
  expect(palette.provider.text).toBe(palette.customer.text);
});

describe.each([['ec2'], ['ec2', 'rds', 'saas'], ['ebs', 'ecs', 'eks', 'lambda', 's3']])(
  'a picture of %s',
  (...names) => {
    const services = answersOf(...names);
    const svg = drawHouses(services);

    test('has a title, a description of every layer, and a role', () => {
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title description"/);
      for (const { title } of services) expect(svg).toContain(`font-weight="bold">${title}</text>`);
      const [, description = ''] = /<desc id="description">([^<]*)<\/desc>/.exec(svg) ?? [];
      for (const { answers } of services) for (const { label } of answers) expect(description).toContain(`${label}: `);
    });

    test('shows each layer of each service once', () => {
      const shown = [...svg.matchAll(/font-weight="bold">(AWS|vendor|you|both|none|ask)<\/text>/g)];
      expect(shown.length).toBe(services.length * layers.length);
    });

    test('is well-formed and loads nothing from elsewhere', () => {
      const open: string[] = [];
      for (const [, closing, name = '', , selfClosed] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
        if (closing === '/') expect(open.pop()).toBe(name);
        else if (selfClosed !== '/') open.push(name);
      }
      expect(open).toEqual([]);
      expect(svg).not.toMatch(/href|<script|<style|@import/);
    });

    test('stays inside its frame', () => {
      const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
      for (const [, x, y] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)) {
        expect(Number(x)).toBeLessThan(width);
        expect(Number(y)).toBeLessThan(height);
      }
    });
  },
);

test('who answers differs between services as in the model', () => {
  const osOf = (name: string): string | undefined =>
    /Operating system<\/text>\s*<text [^>]*>([^<]*)</.exec(drawHouses(answersOf(name)))?.[1];
  expect(['ec2', 'rds', 'saas', 'ebs', 'elasticbeanstalk'].map(osOf)).toEqual(['you', 'AWS', 'vendor', 'none', 'both']);
});

test('every service that is known can be drawn', () => {
  for (const name of serviceNames) expect(drawHouses(answersOf(name))).toContain('</svg>');
});
