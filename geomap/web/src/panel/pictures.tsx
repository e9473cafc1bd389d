// A report's pictures. A graphic picture is not in the document until the reader asks for it.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Strings } from "../app/strings.js";
import type { Picture } from "../data/wire.js";
import { CloseButton } from "../ui/controls.js";
import { useUniqueId } from "../ui/unique-id.js";

interface PicturesProps {
  pictures: readonly Picture[];
  /** Taller pictures are scaled to this height in pixels. */
  maxHeight: number;
  /** The language of their texts. */
  lang: string;
  text: Strings;
}

export function Pictures({ pictures, maxHeight, lang, text }: PicturesProps): JSX.Element | null {
  if (!pictures.length) return null;
  return (
    <div class="pictures">
      {pictures.map((picture, index) => (
        <Figure key={index} picture={picture} maxHeight={maxHeight} lang={lang} text={text} />
      ))}
    </div>
  );
}

interface PictureProps {
  picture: Picture;
  lang: string;
  text: Strings;
}

function Figure({ picture, maxHeight, lang, text }: PictureProps & { maxHeight: number }): JSX.Element {
  const [shown, setShown] = useState(!picture.graphic);
  const warning = useUniqueId();
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
      {shown && <Enlarging key="picture" maxHeight={maxHeight} picture={picture} lang={lang} text={text} />}
      <figcaption>
        <Caption picture={picture} lang={lang} text={text} />
      </figcaption>
    </figure>
  );
}

/** The picture as a button that enlarges it to the size of the window. */
function Enlarging({ picture, maxHeight, lang, text }: PictureProps & { maxHeight: number }): JSX.Element {
  const [large, setLarge] = useState(false);
  const scale = Math.min(1, maxHeight / picture.height);
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
    return () => element.close(); // returns the focus
  }, []);
  // A popup's map would handle them, too.
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
        <p class="picture-text">
          <Caption picture={picture} lang={lang} text={text} />
        </p>
      </div>
    </dialog>
  );
}

/** Caption, credit, licence, and a link to the source. */
function Caption({ picture, lang, text }: PictureProps): JSX.Element {
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
