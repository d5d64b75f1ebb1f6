'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/*
 * The bundle is made of CommonJS modules, its parts. Beside each lies what V8 made of it when it was built (its code cache), so that a start
 * does not compile them again: that takes as long as everything else. Code that does not fit is passed over: V8 looks whether
 * it made it itself, with the same options; whether it was made of this text, and is whole, is told by two checksums before it.
 */

const CHECKSUM_BYTES = 4;
const HEADER_BYTES = 2 * CHECKSUM_BYTES;

/** Stack traces show the sources of what Node loads itself. */
const SHOWS_SOURCES = process.execArgv.includes('--enable-source-maps');

/** @type {Map<string, { exports: unknown }>} */
const loaded = new Map();

/**
 * What a part exports. The first time it is run.
 * @param {string} file absolute
 * @returns {unknown}
 */
function loadPart(file) {
  if (SHOWS_SOURCES) return require(file);
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const part = { exports: {} };
  loaded.set(file, part);
  const run = scriptOf(file).runInThisContext();
  run.call(part.exports, part.exports, requireFrom(file), part, file, dirname(file));
  return part.exports;
}

/** @param {string} file of the part that requires */
function requireFrom(file) {
  const others = createRequire(file);
  const own = (/** @type {string} */ name) =>
    name.startsWith('./') ? loadPart(join(dirname(file), name)) : others(name);
  return Object.assign(own, { resolve: others.resolve });
}

/** @param {string} file */
function scriptOf(file) {
  const text = readFileSync(file);
  return new Script(wrapped(text), { filename: file, cachedData: codeFor(file, text) });
}

/** @param {Buffer} text */
function wrapped(text) {
  return `(function (exports, require, module, __filename, __dirname) { ${text.toString('utf8')}\n})`;
}

/** Where the code of a part lies, made by the Node that runs. @param {string} file */
function codeFile(file) {
  return `${file}.${process.version}-${process.arch}.code`;
}

/**
 * The code of a part, where there is one of this text.
 * @param {string} file
 * @param {Buffer} text
 * @returns {Buffer | undefined}
 */
function codeFor(file, text) {
  const stored = readIfThere(codeFile(file));
  if (stored === undefined || stored.length < HEADER_BYTES) return undefined;
  const code = stored.subarray(HEADER_BYTES);
  const fits = stored.readUInt32LE(0) === crc32(text) && stored.readUInt32LE(CHECKSUM_BYTES) === crc32(code);
  return fits ? code : undefined;
}

/**
 * What is to lie in the code file of a part.
 * @param {Buffer} text
 * @param {Buffer} code
 */
function withChecksums(text, code) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(crc32(text), 0);
  header.writeUInt32LE(crc32(code), CHECKSUM_BYTES);
  return Buffer.concat([header, code]);
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

module.exports = { codeFile, codeFor, loadPart, withChecksums, wrapped };
