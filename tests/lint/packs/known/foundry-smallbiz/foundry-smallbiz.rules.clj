;; Foundry Capital: small business term loans and lines
;; risk grades 1-5 live in portfolios "Grade n"

(def g3-days 15)
(def g4-days 45)
(def g5-days 90)

(defrule grade-2 "grade 2: fewer than 15 days late"
  :when (and (= loan-status "Open") (< status-days-past-due g3-days))
  :then [(loan/set {:add-portfolios ["Grade 2"] :remove-portfolios ["Grade 3" "Grade 4" "Grade 5"]})])

(defrule grade-3 "grade 3"
  :when (and (= loan-status "Open") (>= status-days-past-due g3-days) (< status-days-past-due g4-days))
  :then [(loan/set {:add-portfolios ["Grade 3"] :remove-portfolios ["Grade 2" "Grade 4" "Grade 5"]})])

(defrule grade-4 "grade 4"
  :when (and (= loan-status "Open") (>= status-days-past-due g4-days) (< status-days-past-due g5-days))
  :then [(loan/set {:add-portfolios ["Grade 4"] :remove-portfolios ["Grade 2" "Grade 3" "Grade 5"]})])

(defrule grade-5 "grade 5"
  :when (and (= loan-status "Open") (>= status-days-past-due g5-days))
  :then [(loan/set {:add-portfolios ["Grade 5"] :remove-portfolios ["Grade 2" "Grade 3" "Grade 4"]})])

(defrule covenant-call
  "Call the owner when utilisation of the line passes 85 percent."
  :when (let [used (- setup-credit-limit status-available-credit)]
          (and (= loan-status "Open") (> setup-credit-limit 0M) (> used (* 0.85M setup-credit-limit))))
  :then [(checklist/check {:checklist "F" :items ["Owner call"]})])

(defrule line-reduced
  "Reduce lines that have hardly been used: less than a tenth drawn after a year."
  :when (let [used (- setup-credit-limit status-available-credit)]
          (and (= loan-status "Open") (> setup-credit-limit 0M) (>= status-loan-age 365) (< used (* 0.1M setup-credit-limit))))
  :then [(loan/set {:add-portfolios ["Line Reduction"]})])

(defrule guarantor-demand
  "Demand on the guarantor: grade 5 exposures of $20,000 up."
  :when (and (= true (-> portfolio :5 :active)) (>= status-payoff 20000M) (>= status-days-past-due g5-days))
  :then [(checklist/check {:checklist "F" :items ["Guarantor demand"]})])

(defrule small-exposures
  "Exposures that do not reach $20,000 are sold."
  :when (and (= true (-> portfolio :5 :active)) (< status-payoff 20000M))
  :then [(loan/set {:add-portfolios ["Debt Sale"]})])

(defrule restructuring
  "We restructure when the owner turns up early, which means no later than 30 days past due."
  :when (and (= "restructure" (-> settings-custom-fields :2 :value)) (<= status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Restructured"}) (apd/reset {:type "zero"})]
  :once :never-again)

(defrule restructuring-fails
  "Two payments missed after a restructuring and it is off."
  :when (and (= loan-sub-status "Restructured") (> status-amount-due (* 2 status-next-payment-amount)))
  :then [(loan/set {:loan-sub-status "Performing"})])

(defrule nonaccrual
  "90 days: nonaccrual."
  :when (and (= loan-status "Open") (>= status-days-past-due g5-days) (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defrule accrual-again
  "Interest runs again once grade 3 or better is reached (less than 45 days)."
  :when (and (= status-interest-suspended true) (< status-days-past-due g4-days))
  :then [(interest/resume {:date :current-date})])

(defrule top-up
  "Top-up: 50% repaid, older than nine months, no returned payment in the file."
  :when (and (= loan-sub-status "Performing")
             (>= status-total-paid-principal (* 0.5M setup-loan-amount))
             (> status-loan-age 274)
             (<= payments-nsf-count 0))
  :then [(loan/set {:add-portfolios ["Top-up"]})])

(defrule loss
  "Loss at half a year."
  :when (and (= loan-status "Open") (>= status-days-past-due 182) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 182 :status-payoff 100M} :fires true}
             {:given {:status-days-past-due 181 :status-payoff 100M} :fires false}])

(defrule interest-remainder
  "Interest remainders below $8 after payoff are dropped."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 8M))
  :then [(credit/add {:type "Regular" :category "Remainder" :charge-off false :amount {:base :payoff :plus 0M} :info "remainder" :date :current-date})])

(defnotification anniversary
  "Thank owners who have been with us for a year or longer without a late month."
  :when (and (= loan-sub-status "Performing") (>= status-loan-age 365) (< status-24-dpd-30 1))
  :email {:to #{:customers} :from "team@foundry.example" :subject "A year together" :template "year.html.j2"})
