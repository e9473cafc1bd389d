// A report's pictures. A graphic one is nowhere in the document until the reader asks for it.
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Strings } from "../app/strings.js";
import type { Picture } from "../data/atlas.js";
import { CloseButton } from "../ui/controls.js";

interface PicturesProps {
  pictures: readonly Picture[];
  /** Height in pixels that a taller one is brought down to. */
  tallest: number;
  /** The language of their words. */
  lang: string;
  text: Strings;
}

export function Pictures({ pictures, tallest, lang, text }: PicturesProps): JSX.Element | null {
  if (!pictures.length) return null;
  return (
    <div class="pictures">
      {pictures.map((picture, index) => (
        <Figure key={index} picture={picture} tallest={tallest} lang={lang} text={text} />
      ))}
    </div>
  );
}

interface PictureProps {
  picture: Picture;
  lang: string;
  text: Strings;
}

function Figure({ picture, tallest, lang, text }: PictureProps & { tallest: number }): JSX.Element {
  const [shown, setShown] = useState(!picture.graphic);
  const warning = useId();
  return (
    <figure class={`picture ${shown ? "" : "is-hidden"}`}>
      {picture.graphic && (
        <div class="picture-gate" key="gate">
          {!shown && (
            <p id={warning}>
              <b>{text("picture.graphic")}</b> <bdi lang={lang}>{picture.alt}</bdi>
            </p>
          )}
          <button
            type="button"
            class="button picture-switch"
            aria-describedby={shown ? undefined : warning}
            onClick={() => setShown(!shown)}
          >
            {text(shown ? "picture.hide" : "picture.show")}
          </button>
        </div>
      )}
      {shown && <Enlarging key="picture" tallest={tallest} picture={picture} lang={lang} text={text} />}
      <figcaption>
        <Words picture={picture} lang={lang} text={text} />
      </figcaption>
    </figure>
  );
}

/** The picture as a button that opens it as large as the window. */
function Enlarging({ picture, tallest, lang, text }: PictureProps & { tallest: number }): JSX.Element {
  const [large, setLarge] = useState(false);
  const scale = Math.min(1, tallest / picture.height);
  return (
    <>
      <button type="button" class="picture-open" onClick={() => setLarge(true)}>
        <img
          src={picture.address}
          alt={picture.alt}
          lang={lang}
          width={Math.round(picture.width * scale)}
          height={Math.round(picture.height * scale)}
        />
        <span class="unseen">{text("picture.enlarge")}</span>
      </button>
      {large && <LargeView picture={picture} lang={lang} text={text} close={() => setLarge(false)} />}
    </>
  );
}

function LargeView({ picture, lang, text, close }: PictureProps & { close: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close(); // gives the focus back
  }, []);
  // The map around a popup has its own keys and gestures.
  const keep = (event: Event): void => event.stopPropagation();
  return (
    <dialog
      ref={dialog}
      class="picture-large"
      aria-label={text("picture.large")}
      onClose={close}
      onKeyDown={keep}
      onWheel={keep}
      onClick={(event) => {
        event.stopPropagation();
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="picture-large-body">
        <CloseButton label={text("label.close")} onClick={close} />
        <img src={picture.address} alt={picture.alt} lang={lang} width={picture.width} height={picture.height} />
        <p class="picture-words">
          <Words picture={picture} lang={lang} text={text} />
        </p>
      </div>
    </dialog>
  );
}

/** Caption, who made it, under which licence, and where it was published: a link, nothing is loaded. */
function Words({ picture, lang, text }: PictureProps): JSX.Element {
  return (
    <>
      {picture.caption && (
        <bdi class="picture-caption" lang={lang}>
          {picture.caption}
        </bdi>
      )}{" "}
      <span class="quiet">
        <bdi lang={lang}>{picture.credit}</bdi>
        {" · "}
        <bdi lang={lang}>{picture.license}</bdi>
        {picture.source && (
          <>
            {" · "}
            <a href={picture.source} target="_blank" rel="noreferrer noopener">
              {text("picture.source")}
            </a>
          </>
        )}
      </span>
    </>
  );
}
