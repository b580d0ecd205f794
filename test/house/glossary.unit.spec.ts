import { projectFiles } from './project.js';

/** Where code names an exception that people meet: as it is raised, or as a concern of shipping. */
const namings = [
  /\braise\(\s*[\w.]+,\s*'([a-z-]+)'/g,
  /\bconcern\(\s*'([a-z-]+)'/g,
  /^ {2}'([a-z-]+)': \{\n {4}reason:/gm,
  /\b(?:exception|doubt): '([a-z-]+)'/g,
];

const named = (text: string): readonly string[] =>
  namings.flatMap((naming) => [...text.matchAll(naming)].flatMap(([, name]) => name ?? []));

it('each exception that people meet stands in the glossary', () => {
  const exceptions = new Set(
    projectFiles(/^libs\/(orders|shipping)\/src\/(?!.*\.spec\.ts$).*\.ts$/).flatMap(({ text }) =>
      named(text),
    ),
  );
  expect(exceptions.size).toBeGreaterThan(20);
  const [glossary] = projectFiles(/^docs\/glossary\.md$/);
  const missing = [...exceptions].filter(
    (name) => glossary?.text.includes(`\n| ${name} | exception: `) !== true,
  );
  expect(missing.toSorted()).toEqual([]);
});
