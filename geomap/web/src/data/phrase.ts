/** A piece of the editor's text and the language that it is in. */
export interface Phrase {
  text: string;
  lang: string;
}
