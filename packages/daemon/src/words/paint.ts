export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
/** Colours a text, or returns it as it is. */
export type Paint = (colour: Colour, text: string) => string;
