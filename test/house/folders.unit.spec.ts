import { crowded, folderFilesMax } from './folders.js';
import { projectPaths } from './project.js';

const filesIn = (folder: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${folder}/${at}.ts`);

describe('a folder', () => {
  it('holds at most 25 files', () => {
    expect(crowded(filesIn('libs/kernel/src', folderFilesMax))).toEqual([]);
    expect(crowded(filesIn('libs/kernel/src', folderFilesMax + 1))).toEqual([
      'libs/kernel/src holds 26 files: make rooms of at most 25 in it',
    ]);
  });

  it('is counted without the folders in it', () => {
    const paths = [...filesIn('test/field', 20), ...filesIn('test/field/stock', 20)];
    expect(crowded(paths)).toEqual([]);
  });

  it('that is a catalogue may be long', () => {
    expect(crowded(filesIn('docs/decisions', 100))).toEqual([]);
  });
});

describe('the project', () => {
  it('has no crowded folder', () => {
    const paths = projectPaths(/^(apps|libs|test|tools|bench|docs)\//);
    expect(paths.length).toBeGreaterThan(500);
    expect(crowded(paths)).toEqual([]);
  });
});
