import ssh2 from 'ssh2';

/** What is used of ssh2, in a module of ours: a CommonJS package that is imported late by itself shows a bundle no names. */
export const { Client } = ssh2;
export const { parseKey } = ssh2.utils;
