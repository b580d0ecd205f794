import { brokenLinks } from './links.js';
import { projectFiles, root } from './project.js';

const readme = (text: string) => ({ path: 'docs/sample.md', text });
const broken = (text: string): readonly string[] => brokenLinks([readme(text)], root);

describe('a link in a document', () => {
  it.each([
    '[a](../package.json)',
    '[a](#the-two-commands)\n\n## The two commands',
    '![a](../LICENSE "b")',
    '[a](https://example.org/x)',
    '[a]: ../package.json',
    '[a](mailto:a@example.org)',
    '```\n[a](nowhere.md)\n```',
    '`[a](nowhere.md)`',
    '[a](sample.md)',
  ])('leads somewhere: %j', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it.each([
    ['[a](nowhere.md)', 'nowhere.md'],
    ['see ![a](<nowhere.png> "b").', 'nowhere.png'],
    ['[a]: nowhere.md', 'nowhere.md'],
    ['# Here\n\n[a](#there)', '#there'],
    ['# Here\n\n[a](sample.md#there)', 'sample.md#there'],
  ])('leads nowhere: %j', (text, target) => {
    expect(broken(text)).toEqual([`docs/sample.md: ${target} leads nowhere`]);
  });
});

describe('the project', () => {
  it('has no link that leads nowhere', () => {
    const documents = projectFiles(/\.md$/);
    expect(documents.length).toBeGreaterThan(0);
    expect(brokenLinks(documents, root)).toEqual([]);
  });
});
