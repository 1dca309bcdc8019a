"""Record how the JVM's classes descend from each other, for `class`, `instance?`, `catch` and protocols.

    python tools/record_classes.py

Writes cljrules/values/classes.txt: the classes a value of the language can have, those that programs name, and all they
descend from. One class a line: its name; `i` for an interface, `d` where its simple name is known everywhere, `a`
where nothing can be made of it; its
superclass and interfaces; for errors, the arguments that its constructors take (`S` a string, `T` an error, `I` a
whole number, `M` a map, `O` anything); of
interfaces, the methods with the numbers of their parameters. Needs the command `clojure`. Exit status 2 when it is not
there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import real_clojure  # noqa: E402

TABLE = ROOT / "cljrules" / "values" / "classes.txt"

#: Classes of values and classes that programs name; what they descend from follows.
WANTED = """
clojure.lang.: AFunction AMapEntry APersistentMap$KeySeq APersistentMap$ValSeq APersistentVector$RSeq
APersistentVector$SubVector Agent ArityException ArraySeq Atom BigInt ChunkedCons Compiler$CompilerException Cons Cycle
Delay ExceptionInfo Fn IAtom2 IBlockingDeref IChunk IDeref IExceptionInfo
IKVReduce IMapEntry IPending IRecord IRef ISeq ITransientMap ITransientSet ITransientVector IType Iterate
Keyword LazySeq LispReader$ReaderException LongRange MapEntry MapEquivalence MultiFn Named
Namespace PersistentArrayMap PersistentArrayMap$Seq PersistentArrayMap$TransientArrayMap PersistentHashMap
PersistentHashMap$NodeSeq PersistentHashMap$TransientHashMap PersistentHashSet PersistentHashSet$TransientHashSet
PersistentList PersistentList$EmptyList PersistentQueue PersistentQueue$Seq PersistentStructMap PersistentStructMap$Def
PersistentTreeMap PersistentTreeMap$Seq PersistentTreeSet PersistentVector PersistentVector$ChunkedSeq
PersistentVector$TransientVector Range Ratio ReaderConditional Reduced Ref Repeat RestFn Sorted StringSeq
Symbol TaggedLiteral Var Var$Unbound Volatile
clojure.core.: Eduction Vec
clojure.core.protocols.: CollReduce InternalReduce
java.lang.: AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException
AssertionError Boolean Byte CharSequence Character Class ClassCastException ClassCircularityError ClassFormatError
ClassNotFoundException CloneNotSupportedException Cloneable Comparable Deprecated Double Enum Error Exception
ExceptionInInitializerError Float IllegalAccessError IllegalAccessException IllegalArgumentException
IllegalMonitorStateException IllegalStateException IncompatibleClassChangeError IndexOutOfBoundsException
InstantiationError InstantiationException Integer InternalError InterruptedException Iterable LinkageError Long Math
NegativeArraySizeException NoClassDefFoundError NoSuchFieldError NoSuchFieldException NoSuchMethodError
NoSuchMethodException NullPointerException Number NumberFormatException Object OutOfMemoryError Override
ReflectiveOperationException Runnable RuntimeException SecurityException Short StackOverflowError StackTraceElement
StrictMath String StringBuffer StringBuilder StringIndexOutOfBoundsException SuppressWarnings Throwable
TypeNotPresentException UnknownError UnsatisfiedLinkError UnsupportedClassVersionError UnsupportedOperationException
VerifyError VirtualMachineError Void
java.math.: BigDecimal BigInteger MathContext RoundingMode
java.io.: EOFException FileNotFoundException IOException NotSerializableException Serializable UncheckedIOException
UnsupportedEncodingException
java.net.: MalformedURLException URISyntaxException UnknownHostException
java.util.: ArrayList Arrays Collection Collections Comparator ConcurrentModificationException Date Deque
DuplicateFormatFlagsException EmptyStackException Enumeration FormatFlagsConversionMismatchException
FormatterClosedException HashMap HashSet IllegalFormatArgumentIndexException IllegalFormatCodePointException
IllegalFormatConversionException IllegalFormatException IllegalFormatFlagsException IllegalFormatPrecisionException
IllegalFormatWidthException InputMismatchException Iterator LinkedHashMap LinkedHashSet LinkedList List ListIterator
Map Map$Entry MissingFormatArgumentException MissingFormatWidthException MissingResourceException
NoSuchElementException Objects Optional Queue RandomAccess Set SortedMap SortedSet TreeMap TreeSet UUID
UnknownFormatConversionException UnknownFormatFlagsException Vector
java.util.concurrent.: Callable CancellationException CompletionException ExecutionException Future TimeoutException
java.util.function.: BiFunction Consumer Function Predicate Supplier
java.util.regex.: MatchResult Matcher Pattern PatternSyntaxException
java.time.: DateTimeException LocalDate
java.time.temporal.: ChronoUnit
java.time.format.: DateTimeParseException
java.text.: ParseException
"""

_SCRIPT = r"""
(require '[clojure.string :as s])
(def known (set (for [[_ c] clojure.lang.RT/DEFAULT_IMPORTS :when (class? c)] (.getName ^Class c))))
(defn above [^Class c] (seq (concat (when-let [p (.getSuperclass c)] [p]) (.getInterfaces c))))
(defn letter [^Class c]
  (cond (= c String) "S" (= c Object) "O" (#{Integer/TYPE Long/TYPE} c) "I" (= c clojure.lang.IPersistentMap) "M"
        (.isAssignableFrom Throwable c) "T"))
(defn constructors [^Class c]
  (when (.isAssignableFrom Throwable c)
    (for [k (.getConstructors c) :let [ls (map letter (.getParameterTypes k))] :when (every? some? ls)]
      (str "(" (s/join ls) ")"))))
(def classes
  (loop [todo (map #(Class/forName %) *command-line-args*) done {}]
    (if-let [^Class c (first todo)]
      (if (done (.getName c))
        (recur (rest todo) done)
        (recur (concat (rest todo) (above c)) (assoc done (.getName c) c)))
      done)))
(doseq [[n ^Class c] (into (sorted-map) classes)
        :let [marks (str (when (.isInterface c) "i") (when (known n) "d")
                         (when (java.lang.reflect.Modifier/isAbstract (.getModifiers c)) "a"))
              parents (s/join " " (map #(.getName ^Class %) (above c)))
              made (s/join " " (sort (distinct (constructors c))))
              methods (when (.isInterface c)
                        (for [m (.getMethods c)] (str (.getName m) "/" (inc (count (.getParameterTypes m))))))]]
  (println (s/trimr (s/join " | " [n marks parents made (s/join " " (sort (distinct methods)))]))))
"""


def names() -> list[str]:
    """The full names of the classes wanted."""
    found: list[str] = []
    space = ""
    for word in WANTED.split():
        if word.endswith(".:"):
            space = word[:-1]
        else:
            found.append(space + word)
    return found


def main() -> int:
    """Command line."""
    if not real_clojure.installed():
        print("the command `clojure` is not installed; nothing was recorded", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "classes.clj"
        script.write_text(_SCRIPT, encoding="utf-8")
        done = subprocess.run(["clojure", str(script), *names()], stdout=subprocess.PIPE, text=True, check=True)
    TABLE.write_text(done.stdout, encoding="utf-8")
    print(f"recorded {len(done.stdout.splitlines())} classes in {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
