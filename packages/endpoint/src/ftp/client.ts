/** What is used of basic-ftp, in a module of ours: a CommonJS package that is imported late by itself shows a bundle no names. */
export { Client } from 'basic-ftp';
