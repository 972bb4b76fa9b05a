// From a list of passwords to the table of src/people/common_passwords.inc: sorted fingerprints of 42
// bits, seven characters each, in the order of ASCII, so that the program searches the text as it is.
// The fingerprint is that of src/people/common_passwords.cpp: FNV-1a, mixed.
import { readFileSync } from 'node:fs';

const digits = '+0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const [file, version] = process.argv.slice(2);
const perLine = 13;

function fingerprint(word) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(word)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  hash = ((hash ^ (hash >> 32n)) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
  let text = '';
  for (let shift = 58n; shift >= 22n; shift -= 6n) text += digits[Number((hash >> shift) & 63n)];
  return text;
}

// One that is another with figures round it is found by the other.
const words = new Set(JSON.parse(readFileSync(file, 'utf8')).map((word) => word.toLowerCase())
  .filter((word) => word.length >= 4));
const isFound = (word) => {
  const core = word.replace(/^[^a-z]+|[^a-z]+$/g, '');
  return core !== word && core.length >= 4 && words.has(core);
};
const kept = [...new Set([...words].filter((word) => !isFound(word)).map(fingerprint))].sort();
// The last line is filled up with what sorts behind all fingerprints.
while (kept.length % perLine !== 0) kept.push('~~~~~~~');

console.log(`// Made by script/common-passwords from @zxcvbn-ts/language-common ${version} (MIT).`);
for (let at = 0; at < kept.length; at += perLine) {
  console.log(`"${kept.slice(at, at + perLine).join('')}",`);
}
