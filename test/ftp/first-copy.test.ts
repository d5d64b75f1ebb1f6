import t from 'tap';
import { copiedFirstOn } from './copied-first.ts';

copiedFirstOn(t);
