;; A report of accounts as text: grouped, aligned, totalled.
(require '[clojure.string :as str])

(def accounts
  [{:id "A-0007" :name "maria lópez" :state "NM" :due 412.5M :days 31}
   {:id "A-0019" :name "J. o'neill " :state "CO" :due 0M :days 0}
   {:id "B-0003" :name "  wei chen" :state "NM" :due 98.07M :days 64}
   {:id "B-0110" :name "ADA KING" :state "CO" :due 1210M :days 121}])

(defn tidy [text]
  (->> (str/split (str/trim text) #"\s+")
       (map str/capitalize)
       (str/join " ")))

(defn money [amount] (str "$" (format "%,.2f" amount)))
(defn pad [width text] (str text (apply str (repeat (- width (count text)) \space))))
(defn line [{:keys [id name due days]}]
  (str (pad 8 id) (pad 14 (tidy name)) (format "%12s" (money due)) (format "%5d" days) (when (> days 90) " !")))

(doseq [[state held] (into (sorted-map) (group-by :state accounts))]
  (println (str "== " state " " (str/join (repeat 20 "="))))
  (run! (comp println line) (sort-by (comp - :days) held))
  (println (format "%34s" (money (reduce + (map :due held))))))

{:late (mapv :id (filter (comp pos? :days) accounts))
 :initials (mapv #(apply str (map first (str/split (tidy (:name %)) #" "))) accounts)
 :masked (map #(str/replace (:id %) #"\d(?=\d{2})" "*") accounts)
 :words (->> accounts (mapcat #(re-seq #"\w+" (str/lower-case (:name %)))) frequencies (into (sorted-map)))}
